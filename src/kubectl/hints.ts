import type { Client } from '../api/client.ts';
import { groupResource, type KubeObject } from '../api/object.ts';
import { editDistance } from './argv/suggestions.ts';
import type { FlagSet } from './argv/flags.ts';

/** What is known of a command line that went wrong. */
export interface Mistake {
  argv: readonly string[];
  /** Its flags and the global ones. */
  flags: FlagSet;
  /** The names of commands below it. */
  children: readonly string[];
  /** What kubectl has said. */
  message: string;
  /** Of the command, if it had come so far. */
  client: Client | undefined;
}

type Hint = (mistake: Mistake) => string | undefined | Promise<string | undefined>;

/** A well-known mistake is worth a word: `kubesim: did you mean …`. Undefined when nothing comes to mind. */
export async function hintFor(mistake: Mistake): Promise<string | undefined> {
  for (const hint of HINTS) {
    const text = await hint(mistake);
    if (text !== undefined) return text;
  }
  return undefined;
}

const HINTS: readonly Hint[] = [longFlag, unknownSubcommand, unknownFlag, unknownType, elsewhere, noMetrics];

/** `-image=nginx`, `-all-namespaces`: one dash too few. */
function longFlag({ message, flags, argv }: Mistake): string | undefined {
  if (!message.includes('unknown shorthand flag') && !message.includes('flag needs an argument')) return undefined;
  const word = argv.find((each) => /^-[a-z][a-z-]+/.test(each) && Object.hasOwn(flags, each.slice(1).split('=')[0]!));
  return word && `did you mean -${word}? Long flags take two dashes.`;
}

/** `create deploymnt web --image=nginx` complains of the flag. */
function unknownSubcommand({ message, children, argv }: Mistake): string | undefined {
  if (!message.includes('unknown flag') && !message.includes('Unexpected args') && !message.includes('unknown command')) return undefined;
  const word = argv.slice(1).find((each) => !each.startsWith('-'));
  if (word === undefined || children.length === 0 || children.includes(word)) return undefined;
  const near = nearest(word, children);
  return near && `did you mean kubectl ${argv[0]} ${near}?`;
}

function unknownFlag({ message, flags }: Mistake): string | undefined {
  const [, name] = /unknown flag: --(\S+)/.exec(message) ?? [];
  const near = name && nearest(name, Object.keys(flags));
  return near ? `did you mean --${near}?` : undefined;
}

async function unknownType({ message, client }: Mistake): Promise<string | undefined> {
  const [, type] = /doesn't have a resource type "(.+)"/.exec(message) ?? [];
  if (type === undefined || !client) return undefined;
  const { resources } = await client.discovery();
  const names = resources
    .filter(({ name }) => !name.includes('/'))
    .flatMap(({ name, singularName, shortNames = [] }) => [name, singularName, ...shortNames.filter((short) => short.length > 3)]);
  const near = nearest(type.toLowerCase(), names);
  return near && `did you mean ${near}?`;
}

/** The object is there, in another namespace. */
async function elsewhere({ message, client }: Mistake): Promise<string | undefined> {
  const [, type, name] = /Error from server \(NotFound\): (\S+) "(\S+)" not found/.exec(message) ?? [];
  if (type === undefined || !client) return undefined;
  const { resources } = await client.discovery();
  const resource = resources.find((each) => each.namespaced && !each.name.includes('/') && groupResource(each.group, each.name) === type);
  if (!resource) return undefined;
  const { group, version } = resource;
  const request = { verb: 'list', group, version, resource: resource.name, fieldSelector: `metadata.name=${name}` } as const;
  const { body } = await client.request(request).catch(() => ({ body: { metadata: {} } as KubeObject }));
  const namespaces = ((body['items'] ?? []) as KubeObject[]).map(({ metadata }) => metadata.namespace ?? '');
  return namespaces.length === 0 ? undefined : `there is one in the namespace ${namespaces.join(', ')}: add -n ${namespaces[0]}`;
}

/** As on any fresh cluster. */
function noMetrics({ message }: Mistake): string | undefined {
  return message.includes('Metrics API not available')
    ? 'there is no metrics server yet: kubesim apply -f manifests/addons/metrics-server.yaml'
    : undefined;
}

/** The one that is at most two edits away, and less than half of the word. */
function nearest(word: string, names: readonly string[]): string | undefined {
  const ranked = [...new Set(names)]
    .map((name) => ({ name, distance: editDistance(word, name) }))
    .filter(({ distance }) => distance <= 2 && distance < word.length / 2)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name;
}
