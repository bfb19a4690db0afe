import { parse, parseAllDocuments } from 'yaml';
import type { ApiRequest, ApiResponse } from '../../src/api/client.ts';
import { parseGroupVersion, type KubeObject } from '../../src/api/object.ts';
import { StatusError } from '../../src/api/status.ts';
import { formatRfc3339 } from '../../src/api/time.ts';
import { admissionPlugins } from '../../src/cluster/apiserver/admission/index.ts';
import type { ClusterApi } from '../../src/cluster/apiserver/cluster-api.ts';
import { internalApi } from '../../src/cluster/apiserver/internal-api.ts';
import { FieldManagers } from '../../src/cluster/apiserver/managed-fields/index.ts';
import { Registry } from '../../src/cluster/apiserver/registry.ts';
import { ApiServer } from '../../src/cluster/apiserver/server.ts';
import { SYSTEM_USER } from '../../src/cluster/apiserver/users.ts';
import { builtInKinds } from '../../src/cluster/kinds/index.ts';
import { Memories } from '../../src/cluster/sim/memory.ts';
import { seededRandom } from '../../src/cluster/sim/random.ts';
import { ObjectStore } from '../../src/cluster/store/object-store.ts';

export interface KindServer {
  api: ClusterApi;
  /** Creates every document of a manifest in the namespace `default`; the last answer. */
  create(manifest: string): ApiResponse;
  /** Replaces an object by what `change` makes of it. */
  update(manifest: string, change: (object: KubeObject) => void): ApiResponse;
  patch(manifest: string, patch: object): ApiResponse;
  /** Any request about the object of a manifest. */
  send(manifest: string, request: Partial<ApiRequest> & Pick<ApiRequest, 'verb'>): ApiResponse;
  /** Server-side apply of one document. */
  apply(manifest: string, fieldManager: string, options?: Partial<ApiRequest>): ApiResponse;
  /** What the server says against it; '' when nothing. */
  refusal(action: () => unknown): string;
  /** Cells of the table of all objects of a manifest's kind. */
  rows(manifest: string): unknown[][];
}

/** The API server alone: kinds, admission and store, but nobody who acts. The namespace `default` is there unless it is to be `empty`. */
export function kindServer(start = Date.UTC(2026, 10, 21, 6), { empty = false } = {}): KindServer {
  const store = new ObjectStore(new Map(), 0, []);
  const random = seededRandom(1);
  const now = (): number => start;
  const timestamp = (): string => formatRfc3339(start);
  const kinds = builtInKinds;
  const managers = new FieldManagers(new Memories(new Map()).memory('managed-fields'));
  const registry: Registry = new Registry({ store, kinds, managers, random, now, timestamp, admission: admissionPlugins, api: () => api });
  const unused = (): never => {
    throw new Error('not part of this server');
  };
  const api: ClusterApi = internalApi({
    store,
    registry,
    kinds,
    manager: 'kube-controller-manager',
    requestor: () => SYSTEM_USER,
    post: unused,
    patch: ({ group, version, plural }, namespace, name, patchType, body, fieldManager, subresource, user) => {
      const target = { group, version, resource: plural, namespace, name, fieldManager, user, ...(subresource ? { subresource } : {}) };
      return server.handle({ ...target, verb: 'patch', patchType: patchType as 'apply', body: body as object, force: true }).body;
    },
  });
  const server = new ApiServer({
    store,
    registry,
    kinds,
    managers,
    now,
    mustBeAllowed: () => undefined,
    handlers: [],
    subresourceContext: unused,
  });
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
  if (!empty) api.create('namespaces', namespace);

  const address = (object: KubeObject): { group: string; version: string; resource: string; namespace?: string } => {
    const { group, version } = parseGroupVersion(object.apiVersion ?? '');
    const kind = kinds.findByName(group, version, object.kind ?? '');
    if (!kind) throw new Error(`no kind ${object.kind}`);
    return { group, version, resource: kind.plural, ...(kind.namespaced ? { namespace: object.metadata.namespace ?? 'default' } : {}) };
  };
  const create = (manifest: string): ApiResponse => {
    const answers = parseAllDocuments(manifest).map((document) => {
      const body = document.toJS() as KubeObject;
      return server.handle({ ...address(body), verb: 'create', body });
    });
    return answers.at(-1)!;
  };
  const named = (manifest: string): ReturnType<typeof address> & { name: string } => {
    const object = parse(manifest) as KubeObject;
    return { ...address(object), name: object.metadata.name ?? '' };
  };
  return {
    api,
    create,
    update(manifest, change) {
      const target = named(manifest);
      const body = structuredClone(server.handle({ ...target, verb: 'get' }).body);
      change(body);
      return server.handle({ ...target, verb: 'update', body });
    },
    patch: (manifest, body) => server.handle({ ...named(manifest), verb: 'patch', patchType: 'strategic', body }),
    send: (manifest, request) => server.handle({ ...named(manifest), ...request }),
    apply: (manifest, fieldManager, options = {}) =>
      server.handle({ ...named(manifest), verb: 'patch', patchType: 'apply', body: parse(manifest) as object, fieldManager, ...options }),
    refusal(action) {
      try {
        action();
      } catch (error) {
        if (error instanceof StatusError) return error.status.message ?? '';
        throw error;
      }
      return '';
    },
    rows: (manifest) => {
      const { name: _, ...target } = named(manifest);
      return (server.handle({ ...target, verb: 'list', representation: 'Table' }).body['rows'] as { cells: unknown[] }[]).map(
        ({ cells }) => cells,
      );
    },
  };
}
