import type { Flag } from '../argv/flags.ts';
import type { ParsedArgv } from '../argv/parse.ts';
import { directive, type Answer } from './answer.ts';
import type { LiveNames } from './live.ts';

interface FlagPlace {
  /** The command: `create job`. */
  path: string;
  parsed: ParsedArgv;
  live: LiveNames;
}

type Values = readonly string[] | ((place: FlagPlace) => Promise<readonly string[]>);

const PROPAGATION = ['background', 'orphan', 'foreground'];

/** By flag, or by command and flag. */
const VALUES: Readonly<Record<string, Values>> = {
  namespace: ({ live }) => live.names('namespaces'),
  namespaces: ({ live }) => live.names('namespaces'),
  context: ({ live }) => live.kubeconfig('contexts'),
  cluster: ({ live }) => live.kubeconfig('clusters'),
  user: ({ live }) => live.kubeconfig('users'),
  'create rolebinding --user': [],
  'create clusterrolebinding --user': [],
  'set subject --user': [],
  container: ({ live, parsed }) => (parsed.args[0] === undefined ? Promise.resolve([]) : live.containers(parsed.args[0])),
  'set env --container': [],
  'dry-run': ['none', 'server', 'client'],
  cascade: PROPAGATION,
  validate: ['strict', 'warn', 'ignore'],
  profile: ['none', 'cpu', 'heap', 'goroutine', 'threadcreate', 'block', 'mutex'],
  'get --subresource': ['status', 'scale', 'resize'],
  'edit --subresource': ['status'],
  'patch --subresource': ['status', 'scale', 'resize'],
  'replace --subresource': ['status', 'scale', 'resize'],
  'patch --type': ['json', 'merge', 'strategic'],
  'expose --type': ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  'run --restart': ['Always', 'OnFailure', 'Never'],
  'run --image-pull-policy': ['Always', 'IfNotPresent', 'Never'],
  'debug --image-pull-policy': ['Always', 'IfNotPresent', 'Never'],
  'debug --profile': ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin'],
  'create job --from': async ({ live }) => (await live.names('cronjobs')).map((name) => `cronjob/${name}`),
  'create rolebinding --clusterrole': ({ live }) => live.names('clusterroles'),
  'create rolebinding --role': ({ live }) => live.names('roles'),
  'create clusterrolebinding --clusterrole': ({ live }) => live.names('clusterroles'),
  'create role --verb': ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', '*'],
  'create clusterrole --verb': ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', '*'],
  'create role --resource': ({ live }) => live.types(),
  'create clusterrole --resource': ({ live }) => live.types(),
  'create quota --scopes': ['BestEffort', 'NotBestEffort', 'NotTerminating', 'Terminating'],
  'create priorityclass --preemption-policy': ['PreemptLowerPriority', 'Never'],
  'events --types': ['Normal', 'Warning'],
  'kustomize --load-restrictor': ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'],
  'api-resources --sort-by': ['name', 'kind'],
  'api-resources --verbs': ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
  'wait --for': ['condition=', 'create', 'delete', 'jsonpath='],
  'top pod --sort-by': ['cpu', 'memory'],
  'top node --sort-by': ['cpu', 'memory'],
  'kuberc set --section': ['defaults', 'aliases', 'credentialplugin'],
  'kuberc set --policy': ['AllowAll', 'DenyAll', 'Allowlist'],
};

/** Undefined where nothing is known: the shell then offers files. */
export async function flagValueCandidates(name: string, flag: Flag, place: FlagPlace): Promise<Answer | undefined> {
  if (name === 'filename')
    return { candidates: ['json', 'yaml', 'yml'].map((value) => ({ value })), directive: directive.filterExtensions };
  if (name === 'kustomize') return { candidates: [], directive: directive.filterFolders };
  const known = VALUES[`${place.path} --${name}`] ?? VALUES[name] ?? (name === 'output' ? formats(flag) : undefined);
  if (!known) return undefined;
  const values = typeof known === 'function' ? await known(place) : known;
  return { candidates: values.map((value) => ({ value })), directive: directive.noFiles };
}

/** The formats that the help of `-o` lists. */
function formats({ description = '' }: Flag): string[] | undefined {
  const listed = /\(([a-z, -]+)\)/.exec(description)?.[1] ?? /One of:? ([a-z', -]+( or [a-z']+)?)\.?/i.exec(description)?.[1];
  return listed?.split(/,| or /).map((format) => format.replaceAll("'", '').trim());
}
