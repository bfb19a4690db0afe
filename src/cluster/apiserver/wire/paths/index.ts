import type { ApiResource, Discovery, UserInfo } from '../../../../api/client.ts';
import { isResourcePath } from '../../authorization/attributes.ts';
import { methodNotAllowed } from '../../../../api/status.ts';
import { jsonAnswer, type PlainAnswer } from '../plain-answer.ts';
import type { Target } from '../target.ts';
import { SERVER_VERSION } from '../../version.ts';
import type { ServerAddress } from './discovery-documents.ts';
import { discoveryAnswer } from './discovery-paths.ts';
import { healthAnswer, healthPaths } from './health.ts';
import type { KindDefinition } from '../../../kinds/define.ts';
import type { Describe } from '../../../cluster.ts';
import type { Pki } from '../../../pki/pki.ts';
import { issuerAnswer, issuerPaths } from './issuer.ts';
import { openapiAnswer } from './openapi-paths.ts';
import { metricsAnswer, type MetricSources } from './metrics.ts';

export interface PathSources {
  discovery(): Discovery;
  address(): ServerAddress;
  metrics: MetricSources;
  kinds(): readonly KindDefinition[];
  describe: Describe | undefined;
  pki(): Pki;
  /** Undefined for what is not stored. */
  storageVersionHash(resource: ApiResource): string | undefined;
  /** Refuses who may not: `get /metrics`. */
  authorize(user: UserInfo, verb: string, path: string): void;
}

/** Answers to the paths that are no resources: version, health, metrics and discovery. Undefined for everything else. */
export function nonResourceAnswer(
  method: string,
  target: Target,
  headers: Readonly<Record<string, string>>,
  user: UserInfo,
  sources: PathSources,
): PlainAnswer | undefined {
  const { path } = target;
  if (isResourcePath(path)) return undefined;
  sources.authorize(user, method.toLowerCase(), path);
  const discovered = discoveryAnswer(target, headers, sources);
  if (discovered || path.replace(/\/$/, '') === '/version') {
    if (method !== 'GET') throw methodNotAllowed();
    return discovered ?? jsonAnswer(JSON.stringify(SERVER_VERSION, undefined, 2));
  }
  if (path === '/') return jsonAnswer(JSON.stringify({ paths: rootPaths(sources.discovery()) }, undefined, 2));
  const issuer = method === 'GET' ? issuerAnswer(path, sources.address(), sources.pki) : undefined;
  if (issuer) return issuer;
  if (path === '/metrics') return metricsAnswer(sources.metrics);
  if (path.startsWith('/openapi/')) return openapiAnswer(target, headers, sources.kinds(), sources.describe);
  return healthAnswer(target);
}

function rootPaths({ groups }: Discovery): string[] {
  const api = groups.flatMap(({ name, versions }) =>
    name === '' ? ['/api', '/api/v1'] : [`/apis/${name}`, ...versions.map((version) => `/apis/${name}/${version}`)],
  );
  const others = ['/apis', '/apis/', '/metrics', '/openapi/v2', '/openapi/v3', '/openapi/v3/', '/version'];
  return [...api, ...others, ...issuerPaths, ...healthPaths()].sort();
}
