import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HostError, systemErrorText } from './host-error.ts';
import type { KubeConfig } from './kubeconfig-fields.ts';

/** Only what the context (the current one, if none is named) needs. */
export function minified(config: KubeConfig, contextName: string): KubeConfig {
  const name = contextName || config.currentContext;
  if (name === '') throw new HostError('current-context must exist in order to minify');
  const context = config.contexts.get(name);
  if (!context) throw new HostError(`cannot locate context ${name}`);
  const { cluster: clusterName = '', user: userName = '' } = context;
  const cluster = config.clusters.get(clusterName);
  if (clusterName !== '' && !cluster) throw new HostError(`cannot locate cluster ${clusterName}`);
  const user = config.users.get(userName);
  return {
    ...config,
    clusters: new Map(cluster && [[clusterName, cluster]]),
    contexts: new Map([[name, context]]),
    users: new Map(user && [[userName, user]]),
    currentContext: name,
  };
}

const BYTE_FIELDS = ['certificate-authority-data', 'client-certificate-data', 'client-key-data'];
const SECRET_FIELDS = ['token', 'password'];

/** Without what should not be shown. */
export function redacted(config: KubeConfig): KubeConfig {
  return mapEntries(config, (field, value) => {
    if (BYTE_FIELDS.includes(field)) return [field, 'DATA+OMITTED'];
    return [field, SECRET_FIELDS.includes(field) ? 'REDACTED' : value];
  });
}

const FILE_FIELDS = ['certificate-authority', 'client-certificate', 'client-key'];

/** With the content of the files it refers to, so that it can be carried away. `file` is the kubeconfig that relative paths start from. */
export function flattened(config: KubeConfig, file: string): KubeConfig {
  return mapEntries(config, (field, value) => {
    if (!FILE_FIELDS.includes(field)) return [field, value];
    const path = resolve(dirname(file), String(value));
    try {
      return [`${field}-data`, readFileSync(path).toString('base64')];
    } catch (error) {
      throw new HostError(`open ${path}: ${systemErrorText(error)}`);
    }
  });
}

function mapEntries(config: KubeConfig, change: (field: string, value: unknown) => [string, unknown]): KubeConfig {
  const changed = <T extends object>(entries: Map<string, T>): Map<string, T> =>
    new Map(
      [...entries].map(([name, entry]) => {
        const given = Object.entries(entry).filter(([, value]) => value !== '' && value !== undefined);
        return [name, Object.fromEntries(given.map(([field, value]) => change(field, value))) as T];
      }),
    );
  return { ...config, clusters: changed(config.clusters), users: changed(config.users) };
}
