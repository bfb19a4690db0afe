import { discoveryPath } from '../discovery/discovery-path.ts';
import type { Client } from '../../api/client.ts';
import { groupResource } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';

/** As much of a JSON schema as explaining needs. */
export interface Schema {
  $ref?: string;
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  allOf?: Schema[];
  enum?: unknown[];
  'x-kubernetes-group-version-kind'?: GroupVersionKind[];
}

export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

export interface OpenApiDocument {
  paths?: Record<string, Record<string, { 'x-kubernetes-group-version-kind'?: GroupVersionKind } | undefined>>;
  components?: { schemas?: Record<string, Schema> };
}

export interface GroupVersionResource {
  group: string;
  version: string;
  resource: string;
}

/** The OpenAPI document of a resource's group version, as the server has it. */
export async function openApiDocument(client: Client, gvr: GroupVersionResource): Promise<OpenApiDocument> {
  const { group, version } = gvr;
  const path = group === '' ? `api/${version}` : `apis/${group}/${version}`;
  const { paths } = JSON.parse(await client.raw('GET', discoveryPath('/openapi/v3'))) as {
    paths: Record<string, { serverRelativeURL: string }>;
  };
  const found = Object.hasOwn(paths, path) ? paths[path] : undefined;
  if (!found) throw new UserError(`couldn't find resource for "${gvrText(gvr)}"`);
  return JSON.parse(await client.raw('GET', discoveryPath(found.serverRelativeURL))) as OpenApiDocument;
}

/** `apps/v1, Resource=deployments` */
export function gvrText({ group, version, resource }: GroupVersionResource): string {
  return `${group}/${version}, Resource=${resource}`;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The kind behind a resource, read off the operations of its paths. */
export function kindOf(document: OpenApiDocument, gvr: GroupVersionResource): GroupVersionKind {
  const { group, version, resource } = gvr;
  const prefix = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const places = [`${prefix}/${resource}`, `${prefix}/namespaces/{namespace}/${resource}`].flatMap((path) => [path, `${path}/{name}`]);
  for (const place of places) {
    const operations = document.paths?.[place] ?? {};
    for (const method of METHODS) {
      const found = operations[method]?.['x-kubernetes-group-version-kind'];
      if (found) return found;
    }
  }
  throw new UserError(`GVR (${gvrText(gvr)}) not found in OpenAPI schema`);
}

export function schemaOf({ components }: OpenApiDocument, kind: GroupVersionKind): Schema {
  const found = Object.values(components?.schemas ?? {}).find((schema) =>
    schema['x-kubernetes-group-version-kind']?.some(
      (each) => each.group === kind.group && each.version === kind.version && each.kind === kind.kind,
    ),
  );
  if (!found) throw new UserError(`GVK ${groupResource(kind.group, kind.kind)} not found in OpenAPI schema`);
  return found;
}

/** What a reference within the document leads to. */
export function resolve(document: OpenApiDocument, ref: string | undefined): Schema | undefined {
  const name = /^#\/components\/schemas\/(.*)$/.exec(ref ?? '')?.[1];
  return name === undefined ? undefined : document.components?.schemas?.[name];
}
