import { join } from 'node:path';
import type { Json } from '../../api/json.ts';
import { toYaml } from '../yaml/write.ts';
import type { Resource } from './resource.ts';

/** Where in a build we are: folders below the one that is built. */
export class Origin {
  readonly #folder: string;

  constructor(folder = '') {
    this.#folder = folder;
  }

  below(path: string): Origin {
    return new Origin(join(this.#folder, path));
  }

  file(path: string): Record<string, Json> {
    return { path: join(this.#folder, path) };
  }

  configuredBy(fileName: string, kind: string): Record<string, Json> {
    return { configuredBy: { apiVersion: 'builtin', kind }, configuredIn: join(this.#folder, fileName) };
  }
}

/** Writes down what `buildMetadata` asks for. */
export function describeOrigin(resource: Resource, metadata: readonly string[]): void {
  const annotations: Record<string, string> = {};
  if (metadata.includes('originAnnotations') && resource.origin) annotations['config.kubernetes.io/origin'] = toYaml(resource.origin);
  if (metadata.includes('transformerAnnotations') && resource.transformations.length > 0)
    annotations['alpha.config.kubernetes.io/transformations'] = toYaml(resource.transformations);
  if (Object.keys(annotations).length > 0) resource.setStrings('annotations', { ...resource.strings('annotations'), ...annotations });
  if (metadata.includes('managedByLabel'))
    resource.setStrings('labels', { ...resource.strings('labels'), 'app.kubernetes.io/managed-by': 'kustomize-(devel)' });
}
