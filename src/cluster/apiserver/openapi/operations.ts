import type { JsonObject } from '../../../api/json.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import { verbsOf } from '../discovery.ts';
import { capital, operationGroup, operationTag } from './names.ts';
import { itemParameters, parametersOf } from './parameters.ts';

/** One operation of a path, in no dialect yet. */
export interface Operation {
  method: 'get' | 'put' | 'post' | 'delete' | 'patch';
  /** `list`, `post`, `watchlist` … */
  action: string;
  description: string;
  id: string;
  tag: string;
  /** Kind that the operation is about. */
  gvk: { group: string; version: string; kind: string };
  parameters: readonly JsonObject[];
  /** Kind of the body: the operation's own, a patch, or options. */
  body?: 'object' | 'patch' | 'delete-options';
  /** What comes back. */
  answer: 'object' | 'list' | 'status' | 'text' | 'watch-event';
  /** Codes of success. */
  codes: readonly number[];
}

export interface PathOperations {
  path: string;
  parameters: readonly JsonObject[];
  operations: readonly Operation[];
}

const WORDS: Readonly<Record<string, string>> = {
  create: 'create',
  list: 'list or watch objects of kind',
  deletecollection: 'delete collection of',
  get: 'read the specified',
  update: 'replace the specified',
  patch: 'partially update the specified',
  delete: 'delete',
};

/** All paths of a kind: collection, object, sub-resources. */
export function pathsOf(kind: KindDefinition): PathOperations[] {
  const { group, version, plural, namespaced } = kind;
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scoped = namespaced ? `${base}/namespaces/{namespace}/${plural}` : `${base}/${plural}`;
  const subresources = ['status', 'scale', ...Object.keys(kind.subresources ?? {})].filter((name) => verbsOf(kind, name));
  const paths = [
    collection(kind, scoped, namespaced),
    ...(namespaced ? [acrossNamespaces(kind, `${base}/${plural}`)] : []),
    item(kind, `${scoped}/{name}`, undefined),
    ...[...new Set(subresources)].sort().map((name) => item(kind, `${scoped}/{name}/${name}`, name)),
    ...watches(kind, base),
  ];
  return paths.filter(({ operations }) => operations.length > 0);
}

function collection(kind: KindDefinition, path: string, namespaced: boolean): PathOperations {
  const verbs = verbsOf(kind) ?? [];
  const operations = [
    ...(verbs.includes('list') ? [operation(kind, 'get', 'list', { answer: 'list', codes: [200] })] : []),
    ...(verbs.includes('create') ? [operation(kind, 'post', 'create', { body: 'object', codes: [200, 201, 202] })] : []),
    ...(verbs.includes('deletecollection')
      ? [operation(kind, 'delete', 'deletecollection', { body: 'delete-options', answer: 'status', codes: [200] })]
      : []),
  ];
  return { path, parameters: itemParameters(namespaced, undefined), operations };
}

function acrossNamespaces(kind: KindDefinition, path: string): PathOperations {
  const lists = verbsOf(kind)?.includes('list');
  const listing = operation(kind, 'get', 'list', { answer: 'list', codes: [200] });
  const id = `list${operationGroup(kind.group, kind.version)}${kind.kind}ForAllNamespaces`;
  return { path, parameters: itemParameters(false, undefined), operations: lists ? [{ ...listing, id }] : [] };
}

const OLD_WATCH = "deprecated: use the 'watch' parameter with a list operation instead";

/** The paths that watches had before there was a parameter for them; those who read how to ask from here still ask there. */
function watches(kind: KindDefinition, base: string): PathOperations[] {
  const { group, version, plural, namespaced } = kind;
  if (kind.type || !verbsOf(kind)?.includes('watch')) return [];
  const prefix = `watch${operationGroup(group, version)}${namespaced ? 'Namespaced' : ''}${kind.kind}`;
  const watch = (path: string, named: boolean, spaced: boolean, id: string): PathOperations => ({
    path: `${base}/watch/${path}`,
    parameters: [...itemParameters(spaced, named ? kind.kind : undefined), ...parametersOf('list', '')],
    operations: [
      {
        ...operation(kind, 'get', 'list', { answer: 'watch-event', codes: [200] }),
        action: named ? 'watch' : 'watchlist',
        description: `watch ${named ? 'changes to an object of kind' : 'individual changes to a list of'} ${kind.kind}. ${OLD_WATCH}`,
        id,
        parameters: [],
      },
    ],
  });
  const within = namespaced ? `namespaces/{namespace}/${plural}` : plural;
  return [
    watch(within, false, namespaced, `${prefix}List`),
    watch(`${within}/{name}`, true, namespaced, prefix),
    ...(namespaced ? [watch(plural, false, false, `watch${operationGroup(group, version)}${kind.kind}ListForAllNamespaces`)] : []),
  ];
}

const ITEM_VERBS = ['get', 'update', 'patch', 'delete', 'create'] as const;
const METHODS = { get: 'get', update: 'put', patch: 'patch', delete: 'delete', create: 'post' } as const;

function item(kind: KindDefinition, path: string, subresource: string | undefined): PathOperations {
  const verbs = verbsOf(kind, subresource) ?? [];
  const facts = subresource === undefined ? undefined : kind.subresources?.[subresource];
  const connects = facts?.kind.endsWith('Options') === true;
  const gvk = facts
    ? { group: facts.group ?? kind.group, version: facts.version ?? kind.version, kind: facts.kind }
    : subresource === 'scale'
      ? { group: 'autoscaling', version: 'v1', kind: 'Scale' }
      : undefined;
  const operations = ITEM_VERBS.filter((verb) => verbs.includes(verb) && (verb !== 'create' || subresource !== undefined)).map((verb) => {
    const made = operation(kind, METHODS[verb], verb, {
      subresource,
      ...(connects ? { answer: 'text' as const } : verb === 'delete' && !kind.returnsDeleted ? { answer: 'status' as const } : {}),
      ...(connects ? {} : { body: BODIES[verb] }),
      codes: connects ? [200] : CODES[verb],
    });
    return {
      ...made,
      ...(gvk ? { gvk } : {}),
      ...(subresource === 'log' ? { answer: 'text' as const } : {}),
      ...(connects ? { action: 'connect' } : {}),
    };
  });
  return { path, parameters: itemParameters(kind.namespaced, kind.kind), operations };
}

const BODIES = { get: undefined, update: 'object', patch: 'patch', delete: 'delete-options', create: 'object' } as const;
const CODES = { get: [200], update: [200, 201], patch: [200, 201], delete: [200, 202], create: [200, 201, 202] } as const;

type Rest = Pick<Operation, 'codes'> & { body?: Operation['body']; answer?: Operation['answer']; subresource?: string | undefined };

const VERB_IDS: Readonly<Record<string, string>> = { get: 'read', update: 'replace', deletecollection: 'deleteCollection' };

function operation(kind: KindDefinition, method: Operation['method'], verb: string, rest: Rest): Operation {
  const { group, version, namespaced } = kind;
  const { subresource = '', body, answer = 'object', codes } = rest;
  const scope = namespaced ? 'Namespaced' : '';
  const suffix = subresource === '' ? '' : capital(subresource);
  const article = verb === 'create' || verb === 'delete' ? (/^[AEIO]/.test(kind.kind) ? ' an' : ' a') : '';
  return {
    method,
    action: verb === 'update' ? 'put' : verb === 'create' ? 'post' : verb,
    description: `${subresource === '' ? '' : `${subresource} of the `}${subresource === '' ? `${WORDS[verb]}${article} ` : ''}${kind.kind}`,
    id: `${VERB_IDS[verb] ?? verb}${operationGroup(group, version)}${verb === 'deletecollection' ? 'Collection' : ''}${scope}${kind.kind}${suffix}`,
    tag: operationTag(group, version),
    gvk: { group, version, kind: kind.kind },
    parameters: parametersOf(verb, subresource),
    ...(body ? { body } : {}),
    answer,
    codes,
  };
}
