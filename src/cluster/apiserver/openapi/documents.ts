import { deepClone, type JsonObject } from '../../../api/json.ts';
import { definitionForKind } from '../../../api/schema/index.ts';
import type { Describe } from '../../cluster.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import { SERVER_VERSION } from '../version.ts';
import { customName } from './names.ts';
import { pathsOf, type Operation } from './operations.ts';
import { CONVENTIONS, SchemaCollection, type Dialect } from './schemas.ts';

const INFO = { title: 'Kubernetes', version: SERVER_VERSION.gitVersion };
const PATCHES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

/** The document of one group version. */
export function documentV3(kinds: readonly KindDefinition[], describe: Describe): JsonObject {
  const collection = new SchemaCollection('v3', describe);
  const paths = pathsIn('v3', kinds, collection);
  return {
    openapi: '3.0.0',
    info: INFO,
    paths,
    components: {
      schemas: collection.schemas,
      securitySchemes: { BearerToken: { type: 'apiKey', description: 'Bearer Token authentication', name: 'authorization', in: 'header' } },
    },
  };
}

/** Everything in one document. */
export function documentV2(kinds: readonly KindDefinition[], describe: Describe): JsonObject {
  const collection = new SchemaCollection('v2', describe);
  const paths = pathsIn('v2', kinds, collection);
  return {
    swagger: '2.0',
    info: INFO,
    paths,
    definitions: collection.schemas,
    securityDefinitions: {
      BearerToken: { description: 'Bearer Token authentication', type: 'apiKey', name: 'authorization', in: 'header' },
    },
    security: [{ BearerToken: [] }],
  };
}

function pathsIn(dialect: Dialect, kinds: readonly KindDefinition[], collection: SchemaCollection): JsonObject {
  const paths: JsonObject = {};
  for (const kind of kinds) {
    const references = referencesOf(kind, collection);
    for (const { path, parameters, operations } of pathsOf(kind)) {
      const members = operations.map((each) => [each.method, operationIn(dialect, each, references, collection)] as const);
      paths[path] = { ...Object.fromEntries(members), parameters: parameters.map((each) => parameterIn(dialect, each)) };
    }
  }
  return Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface References {
  object: JsonObject;
  list: JsonObject;
}

/** The schemas of a kind and of its list. */
function referencesOf(kind: KindDefinition, collection: SchemaCollection): References {
  const { group, version } = kind;
  const own = definitionForKind(group, version, kind.kind);
  if (own && !kind.type) {
    const list = definitionForKind(group, version, `${kind.kind}List`);
    const object = collection.reference(own.name);
    return { object, list: list ? collection.reference(list.name) : object };
  }
  const name = customName(group, version, kind.kind);
  collection.addCustom(name, customSchema(kind, collection));
  collection.addCustom(`${name}List`, customList(kind, collection.named(name), collection));
  return { object: collection.named(name), list: collection.named(`${name}List`) };
}

/** The schema of a CustomResourceDefinition's version, with what every object has. */
function customSchema(kind: KindDefinition, collection: SchemaCollection): JsonObject {
  const given = deepClone((kind as { schema?: unknown }).schema ?? {}) as JsonObject;
  const { group, version } = kind;
  return {
    ...given,
    type: 'object',
    properties: { ...(given['properties'] as JsonObject | undefined), ...collection.objectFields('meta.v1.ObjectMeta') },
    'x-kubernetes-group-version-kind': [{ group, kind: kind.kind, version }],
  };
}

function customList({ group, version, kind, plural }: KindDefinition, item: JsonObject, collection: SchemaCollection): JsonObject {
  return {
    description: `${kind}List is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      ...collection.objectFields('meta.v1.ListMeta'),
      items: { description: `List of ${plural}. ${CONVENTIONS}`, type: 'array', items: item },
    },
    'x-kubernetes-group-version-kind': [{ group, kind: `${kind}List`, version }],
  };
}

function operationIn(dialect: Dialect, operation: Operation, { object, list }: References, collection: SchemaCollection): JsonObject {
  const { action, description, id, tag, gvk, parameters, answer, codes, body } = operation;
  const about = definitionForKind(gvk.group, gvk.version, gvk.kind);
  const own = about ? collection.reference(about.name) : object;
  const results = {
    object: () => own,
    list: () => list,
    status: () => collection.reference('meta.v1.Status'),
    text: () => ({ type: 'string' }),
    'watch-event': () => collection.reference('meta.v1.WatchEvent'),
  };
  const result = results[answer]();
  const bodySchema =
    body === undefined
      ? undefined
      : { object: own, patch: collection.reference('meta.v1.Patch'), 'delete-options': collection.reference('meta.v1.DeleteOptions') }[
          body
        ];
  const own3 = (schema: JsonObject): JsonObject =>
    Object.fromEntries((answer === 'text' ? ['*/*'] : ['application/json', 'application/yaml']).map((type) => [type, { schema }]));
  const responses = Object.fromEntries([
    ...codes.map(
      (code) =>
        [
          String(code),
          { description: REASONS[code] ?? '', ...(dialect === 'v3' ? { content: own3(result) } : { schema: result }) },
        ] as const,
    ),
    ['401', { description: 'Unauthorized' }] as const,
  ]);
  const facts = { description, operationId: id, tags: [tag] };
  const extensions = { 'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': { ...gvk } };
  const query = parameters.map((each) => parameterIn(dialect, each));
  const patchTypes = body === 'patch' ? PATCHES : ['*/*'];
  if (dialect === 'v3') {
    const content = bodySchema && Object.fromEntries(patchTypes.map((type) => [type, { schema: bodySchema }]));
    return {
      ...facts,
      ...(query.length > 0 ? { parameters: query } : {}),
      ...(content ? { requestBody: { content, ...(body === 'delete-options' ? {} : { required: true }) } } : {}),
      responses,
      ...extensions,
    };
  }
  const inBody = bodySchema && { name: 'body', in: 'body', ...(body === 'delete-options' ? {} : { required: true }), schema: bodySchema };
  return {
    ...facts,
    consumes: patchTypes,
    produces: answer === 'text' ? ['*/*'] : ['application/json', 'application/yaml'],
    schemes: ['https'],
    parameters: [...(inBody ? [inBody] : []), ...query],
    responses,
    ...extensions,
  };
}

const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

/** The older dialect has no schema within a parameter. */
function parameterIn(dialect: Dialect, parameter: JsonObject): JsonObject {
  if (dialect === 'v3') return parameter;
  const { schema, ...facts } = parameter;
  return { ...facts, ...(schema as JsonObject) };
}
