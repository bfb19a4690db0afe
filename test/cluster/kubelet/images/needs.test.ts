import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Container, Pod } from '../../../../src/api/types.ts';
import { ImageCatalogue } from '../../../../src/cluster/kubelet/images/catalogue.ts';
import { unmetNeed } from '../../../../src/cluster/kubelet/process/needs.ts';

const folder = new URL('../../../../manifests/images/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => parseAllDocuments(readFileSync(new URL(name, folder), 'utf8')).map((document) => document.toJS() as unknown));
const catalogue = new ImageCatalogue(() => files);

const CACHE = { name: 'cache', mountPath: '/var/cache/nginx' };
const RUN = { name: 'run', mountPath: '/var/run' };
const EMPTY = [
  { name: 'cache', emptyDir: {} },
  { name: 'run', emptyDir: {} },
];
const MKDIR = 'nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed';
const CHOWN = 'nginx: [emerg] chown("/var/cache/nginx/client_temp", 101) failed (1: Operation not permitted)';

it.each<[string, { pod?: object; container?: object; image?: string }, string | undefined]>([
  ['as it comes', {}, undefined],
  ['read-only', { container: { securityContext: { readOnlyRootFilesystem: true } } }, `${MKDIR} (30: Read-only file system)`],
  [
    'read-only, with a volume for the cache',
    { pod: { volumes: EMPTY }, container: { securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [CACHE] } },
    'nginx: [emerg] open() "/run/nginx.pid" failed (30: Read-only file system)',
  ],
  [
    'read-only, with volumes for all it writes',
    { pod: { volumes: EMPTY }, container: { securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [CACHE, RUN] } },
    undefined,
  ],
  [
    'read-only, with a volume that cannot be written',
    {
      pod: { volumes: [{ name: 'cache', configMap: { name: 'x' } }] },
      container: { securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [CACHE] },
    },
    `${MKDIR} (30: Read-only file system)`,
  ],
  ['as another user', { pod: { securityContext: { runAsUser: 1000 } } }, `${MKDIR} (13: Permission denied)`],
  [
    'as root in spite of the pod',
    { pod: { securityContext: { runAsUser: 1000 } }, container: { securityContext: { runAsUser: 0 } } },
    undefined,
  ],
  ['without capabilities', { container: { securityContext: { capabilities: { drop: ['ALL'] } } } }, CHOWN],
  ['with those it needs', { container: { securityContext: { capabilities: { drop: ['ALL'], add: ['CHOWN'] } } } }, undefined],
  ['privileged', { container: { securityContext: { privileged: true, capabilities: { drop: ['ALL'] } } } }, undefined],
  ['an image made for other users', { pod: { securityContext: { runAsUser: 1000 } }, image: 'nginxinc/nginx-unprivileged' }, undefined],
])('nginx %s', (_, { pod = {}, container = {}, image = 'nginx:1.27' }, last) => {
  const unmet = unmetNeed(catalogue.find(image), { spec: pod } as Pod, { name: 'web', image, ...container } as Container, 0);
  expect(unmet?.text.trimEnd().split('\n').at(-1)).toBe(last);
  expect(unmet?.code).toBe(last === undefined ? undefined : 1);
});
