import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { absoluteServer } from './home.ts';
import { HostError, systemErrorText } from './host-error.ts';
import type { KubeConfig, SectionName } from './kubeconfig-fields.ts';
import { entryFolder, type OriginOf } from './kubeconfig-sources.ts';

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
  if (userName !== '' && !user) throw new HostError(`cannot locate user ${userName}`);
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

/** With the content of the files it refers to, so that it can be carried away. Relative paths start from the folder of the entry's file. */
export function flattened(config: KubeConfig, originOf: OriginOf, cwd: string): KubeConfig {
  return mapEntries(config, (field, value, section, name) => {
    const folder = entryFolder(originOf(section, name), cwd);
    // A cluster file cannot be carried along: the URL becomes whole.
    if (field === 'server') return [field, absoluteServer(String(value), folder)];
    if (!FILE_FIELDS.includes(field)) return [field, value];
    const path = resolve(folder, String(value));
    try {
      return [`${field}-data`, readFileSync(path).toString('base64')];
    } catch (error) {
      throw new HostError(`open ${path}: ${systemErrorText(error)}`);
    }
  });
}

type Change = (field: string, value: unknown, section: SectionName, entry: string) => [string, unknown];

function mapEntries(config: KubeConfig, change: Change): KubeConfig {
  const changed = <T extends object>(section: SectionName, entries: Map<string, T>): Map<string, T> =>
    new Map(
      [...entries].map(([name, entry]) => {
        const given = Object.entries(entry).filter(([, value]) => value !== '' && value !== undefined);
        return [name, Object.fromEntries(given.map(([field, value]) => change(field, value, section, name))) as T];
      }),
    );
  return { ...config, clusters: changed('clusters', config.clusters), users: changed('users', config.users) };
}
