import type { CommandTree } from '../argv/command-tree.ts';
import { directive, type Answer, type Candidate } from './answer.ts';
import type { KubeconfigNames, LiveNames } from './live.ts';

/** What stands where a word is completed. */
interface Place {
  /** The arguments before it. */
  args: readonly string[];
  typed: string;
  live: LiveNames;
  /** The files of the working folder, folders with a slash behind them. */
  files(): string[];
  tree: CommandTree;
  /** There was a `--`. */
  dashed: boolean;
}

/** What a command's arguments are, as far as they can be guessed. */
type Arguments =
  | { kind: 'resources' }
  /** TYPE NAME of some types only, which are named as here. `one`: nothing follows the first object. */
  | { kind: 'some'; types: readonly string[]; one?: true }
  /** A pod, or TYPE/NAME of what has pods, and what follows of it. */
  | { kind: 'pods'; then?: 'containers' | 'ports' }
  | { kind: 'names'; type: string; several: boolean }
  | { kind: 'kubeconfig'; section: keyof KubeconfigNames }
  | { kind: 'words'; words: readonly string[]; then?: Arguments }
  | { kind: 'types' }
  | { kind: 'copy' }
  | { kind: 'commands' };

const resources: Arguments = { kind: 'resources' };
const WITH_TEMPLATE = ['daemonsets', 'deployments', 'pods', 'cronjobs', 'replicasets', 'replicationcontrollers', 'statefulsets'];
const ROLLED_OUT: Arguments = { kind: 'some', types: ['deployment', 'daemonset', 'statefulset'] };
const SCALED: Arguments = { kind: 'some', types: ['deployment', 'replicaset', 'replicationcontroller', 'statefulset'] };
const nodes = (several: boolean): Arguments => ({ kind: 'names', type: 'nodes', several });
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', '*'];

const COMMANDS: Readonly<Record<string, Arguments>> = {
  annotate: resources,
  'apply edit-last-applied': resources,
  'apply view-last-applied': resources,
  attach: { kind: 'pods' },
  'auth can-i': { kind: 'words', words: VERBS, then: { kind: 'types' } },
  autoscale: SCALED,
  'certificate approve': { kind: 'names', type: 'certificatesigningrequests', several: true },
  'certificate deny': { kind: 'names', type: 'certificatesigningrequests', several: true },
  completion: { kind: 'words', words: ['bash', 'zsh', 'fish', 'powershell'] },
  'config delete-cluster': { kind: 'kubeconfig', section: 'clusters' },
  'config delete-context': { kind: 'kubeconfig', section: 'contexts' },
  'config delete-user': { kind: 'kubeconfig', section: 'users' },
  'config rename-context': { kind: 'kubeconfig', section: 'contexts' },
  'config set-context': { kind: 'kubeconfig', section: 'contexts' },
  'config use-context': { kind: 'kubeconfig', section: 'contexts' },
  'config get-contexts': { kind: 'kubeconfig', section: 'contexts' },
  'config set-cluster': { kind: 'kubeconfig', section: 'clusters' },
  'config set-credentials': { kind: 'kubeconfig', section: 'users' },
  cordon: nodes(false),
  cp: { kind: 'copy' },
  'create token': { kind: 'names', type: 'serviceaccounts', several: false },
  debug: resources,
  delete: resources,
  describe: resources,
  drain: nodes(false),
  edit: resources,
  exec: { kind: 'pods' },
  explain: { kind: 'types' },
  expose: { kind: 'some', types: ['pod', 'service', 'replicationcontroller', 'deployment', 'replicaset'] },
  get: resources,
  help: { kind: 'commands' },
  label: resources,
  logs: { kind: 'pods', then: 'containers' },
  patch: resources,
  'port-forward': { kind: 'pods', then: 'ports' },
  'rollout history': ROLLED_OUT,
  'rollout pause': { kind: 'some', types: ['deployment'] },
  'rollout restart': ROLLED_OUT,
  'rollout resume': { kind: 'some', types: ['deployment'] },
  'rollout status': ROLLED_OUT,
  'rollout undo': ROLLED_OUT,
  scale: SCALED,
  'set env': { kind: 'some', types: WITH_TEMPLATE },
  'set image': { kind: 'some', types: WITH_TEMPLATE, one: true },
  'set resources': { kind: 'some', types: WITH_TEMPLATE },
  'set serviceaccount': { kind: 'some', types: WITH_TEMPLATE },
  'set subject': { kind: 'some', types: ['rolebinding', 'clusterrolebinding'] },
  taint: { kind: 'some', types: ['node'] },
  'top node': nodes(false),
  'top pod': { kind: 'names', type: 'pods', several: false },
  uncordon: nodes(false),
  wait: resources,
};

/** What `logs`, `exec` and their like take besides pods. */
const WITH_PODS = ['daemonsets', 'deployments', 'pods', 'jobs', 'replicasets', 'replicationcontrollers', 'services', 'statefulsets'];

/** Undefined for commands whose arguments are anybody's guess: the shell then offers files. */
export function argumentCandidates(path: string, place: Place): Promise<Answer | undefined> {
  const known = COMMANDS[path];
  return known ? candidatesFor(known, place) : Promise.resolve(undefined);
}

async function candidatesFor(known: Arguments, place: Place): Promise<Answer | undefined> {
  const { args, live } = place;
  switch (known.kind) {
    case 'resources':
      return typesAndNames(place, undefined);
    case 'some':
      return known.one && args.length > (args[0]?.includes('/') ? 0 : 1) ? words([]) : typesAndNames(place, known.types);
    case 'pods':
      return podsAndTypes(known.then, place);
    case 'names':
      return args.length > 0 && !known.several ? words([]) : words(await others(live.names(known.type), args));
    case 'kubeconfig':
      return words(args.length === 0 ? await live.kubeconfig(known.section) : []);
    case 'words':
      if (args.length === 0) return words(known.words);
      return known.then ? candidatesFor(known.then, { ...place, args: args.slice(1) }) : undefined;
    case 'types':
      return words(args.length === 0 ? await live.types() : []);
    case 'copy':
      return copyPlaces(place);
    case 'commands':
      return commandWords(place);
  }
}

function words(values: readonly string[], plus = 0): Answer {
  return { candidates: values.map((value) => ({ value })), directive: directive.noFiles + plus };
}

async function others(names: Promise<string[]>, given: readonly string[]): Promise<string[]> {
  return (await names).filter((name) => !given.includes(name));
}

/** TYPE NAME…, TYPE,TYPE NAME…, TYPE/NAME…; `only` are the types of a command that takes no others. */
async function typesAndNames({ args, typed, live }: Place, only: readonly string[] | undefined): Promise<Answer> {
  const [first, ...rest] = args;
  const slash = typed.indexOf('/');
  if (first === undefined && slash < 0) {
    const types = only ?? (await live.types());
    const comma = typed.lastIndexOf(',');
    return words(comma < 0 ? types : types.map((type) => typed.slice(0, comma + 1) + type));
  }
  if (first !== undefined && !first.includes('/')) return words(slash < 0 ? await others(live.names(first), rest) : []);
  // Once there is a TYPE/NAME, all others have to be.
  if (slash < 0)
    return words(
      (only ?? (await live.types())).map((type) => `${type}/`),
      directive.noSpace,
    );
  const type = typed.slice(0, slash);
  const names = await live.names(type);
  return words(names.map((name) => `${type}/${name}`).filter((pair) => !args.includes(pair)));
}

async function podsAndTypes(then: 'containers' | 'ports' | undefined, { args, typed, live }: Place): Promise<Answer> {
  const [pod] = args;
  if (pod !== undefined) {
    if (args.length > 1 || then === undefined) return words([]);
    return words(then === 'ports' ? forwardings(typed, await live.ports(pod)) : await live.containers(pod));
  }
  const slash = typed.indexOf('/');
  if (slash >= 0) {
    const type = typed.slice(0, slash);
    return words((await live.names(type)).map((name) => `${type}/${name}`));
  }
  const pods = await live.names('pods');
  const types = WITH_PODS.map((type) => `${type}/`);
  // What follows the slash of a type is still to come.
  return words([...pods, ...types], pods.some((name) => name.startsWith(typed)) ? 0 : directive.noSpace);
}

/** LOCAL:REMOTE, with the local port that has been typed, or else the same one. */
function forwardings(typed: string, ports: readonly number[]): string[] {
  const local = typed.split(':', 1)[0]!;
  return ports.map((port) => `${typed === '' ? port : local}:${port}`);
}

/** `NAMESPACE/POD:PATH` or a local path. Local files that begin like a pod or namespace are offered with these; the shell knows all others. */
async function copyPlaces({ args, typed, live, files }: Place): Promise<Answer> {
  const answer = (values: readonly string[]): Answer => ({ candidates: values.map((value) => ({ value })), directive: directive.noSpace });
  if (args.length > 0 || /^[./~]/.test(typed) || typed.includes(':')) return answer([]);
  const slash = typed.indexOf('/');
  if (slash > 0) {
    const namespace = typed.slice(0, slash);
    return answer((await live.names('pods', namespace)).map((name) => `${namespace}/${name}:`));
  }
  const namespaces = (await live.names('namespaces')).map((name) => `${name}/`);
  const there = [...namespaces, ...(await live.names('pods')).map((name) => `${name}:`)];
  if (typed === '') return answer([...there, './', '/']);
  return answer(there.some((value) => value.startsWith(typed)) ? [...there, ...files()] : []);
}

async function commandWords({ args, tree }: Place): Promise<Answer> {
  const path = args.join(' ');
  const names = path === '' || tree.has(path) ? tree.children(path) : [];
  const candidates: Candidate[] = [];
  for (const name of names) {
    const command = await tree.load(path === '' ? name : `${path} ${name}`);
    if (command.hidden !== true || name === 'help' || name === 'options') candidates.push({ value: name, description: command.summary });
  }
  return { candidates, directive: directive.noFiles };
}
