import type { JsonObject } from '../../../api/json.ts';

type ParameterType = 'string' | 'integer' | 'boolean';

/** Query parameters with what they are for, in our words. */
const QUERY: Readonly<Record<string, readonly [ParameterType, string]>> = {
  allowWatchBookmarks: [
    'boolean',
    'Ask for BOOKMARK events, which tell a watching client up to which resourceVersion it has seen everything.',
  ],
  container: ['string', 'The container whose log or process is meant; may be left out for pods with a single one.'],
  continue: ['string', 'The token that came with the previous page of a list.'],
  dryRun: ['string', 'With the value All, everything is checked and nothing is stored.'],
  fieldManager: ['string', 'Who makes the change: at most 128 printable characters.'],
  fieldSelector: ['string', 'Restricts the answer to objects whose fields have these values.'],
  fieldValidation: ['string', 'What happens to unknown and duplicate fields: Ignore, Warn (the default) or Strict.'],
  follow: ['boolean', 'Go on with what is printed from now on.'],
  force: ['boolean', 'Take over fields that others manage. For apply patches only.'],
  gracePeriodSeconds: ['integer', 'How long an object is given before it is removed; zero removes it at once.'],
  labelSelector: ['string', 'Restricts the answer to objects with these labels.'],
  limit: ['integer', 'The largest number of objects in an answer; there is more where it has a continue token.'],
  limitBytes: ['integer', 'The largest number of bytes in the answer.'],
  orphanDependents: ['boolean', 'Older form of propagationPolicy: whether dependent objects are left alone.'],
  path: ['string', 'The path to ask for behind the proxy.'],
  previous: ['boolean', 'The log of the container that ran before the present one.'],
  propagationPolicy: ['string', 'What happens to dependent objects: Orphan, Background or Foreground.'],
  resourceVersion: ['string', 'The state of the cluster that the answer has to show, or from which a watch goes on.'],
  resourceVersionMatch: ['string', 'How resourceVersion is meant: Exact or NotOlderThan.'],
  sendInitialEvents: ['boolean', 'Whether a watch begins with events for all that is there.'],
  sinceSeconds: ['integer', 'Only what is younger than so many seconds.'],
  tailLines: ['integer', 'Only so many lines from the end.'],
  timeoutSeconds: ['integer', 'After how long a list or watch ends.'],
  timestamps: ['boolean', 'Put the time in front of every line.'],
  watch: ['boolean', 'Go on with the changes to the listed objects, as a stream of events.'],
};

const LISTS = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
];
const DELETES = ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'];
const WRITES = ['dryRun', 'fieldManager', 'fieldValidation'];

const BY_VERB: Readonly<Record<string, readonly string[]>> = {
  list: LISTS,
  deletecollection: [...LISTS.filter((name) => name !== 'watch' && name !== 'allowWatchBookmarks'), ...DELETES].sort(),
  create: WRITES,
  update: WRITES,
  patch: [...WRITES, 'force'],
  delete: DELETES,
  get: [],
};

const BY_SUBRESOURCE: Readonly<Record<string, readonly string[]>> = {
  log: ['container', 'follow', 'limitBytes', 'previous', 'sinceSeconds', 'tailLines', 'timestamps'],
  proxy: ['path'],
  exec: ['container'],
  attach: ['container'],
  portforward: [],
};

/** Query parameters of an operation, in the newer dialect. */
export function parametersOf(verb: string, subresource: string): readonly JsonObject[] {
  const names = Object.hasOwn(BY_SUBRESOURCE, subresource) ? BY_SUBRESOURCE[subresource] : BY_VERB[verb];
  return (names ?? []).map((name) => {
    const [type, description] = QUERY[name] as readonly [ParameterType, string];
    return { name, in: 'query', description, schema: { type, uniqueItems: true } };
  });
}

/** Parameters of a whole path. `kind` undefined: a collection. */
export function itemParameters(namespaced: boolean, kind: string | undefined): readonly JsonObject[] {
  const inPath = (name: string, description: string): JsonObject => ({
    name,
    in: 'path',
    description,
    required: true,
    schema: { type: 'string', uniqueItems: true },
  });
  return [
    ...(kind === undefined ? [] : [inPath('name', `name of the ${kind}`)]),
    ...(namespaced ? [inPath('namespace', 'the namespace that the object is in')] : []),
    {
      name: 'pretty',
      in: 'query',
      description: 'If true, the answer is laid out for human readers.',
      schema: { type: 'string', uniqueItems: true },
    },
  ];
}
