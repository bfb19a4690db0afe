import { checkStrictEnvironmentName } from '../../api/names.ts';
import { goQuote } from '../../api/go-text.ts';
import type { JsonObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';

/** An entry of a container's `env`. */
export type EnvVar = JsonObject & { name: string; value?: string; valueFrom?: JsonObject };

/** What becomes of the variables of a container. */
export interface EnvChange {
  set: EnvVar[];
  remove: string[];
}

const isChange = (arg: string): boolean => arg.indexOf('=') > 0 || arg.endsWith('-');

/** Splits `deploy/web A=1 B- -` into resources and changes. Throws UserError when they are mixed. */
export function splitEnvironment(args: readonly string[]): { resources: string[]; changes: string[] } {
  const first = args.findIndex(isChange);
  if (first < 0) return { resources: [...args], changes: [] };
  const changes = args.slice(first);
  if (!changes.every(isChange)) throw new UserError(`all resources must be specified before environment changes: ${args.join(' ')}`);
  return { resources: args.slice(0, first), changes };
}

/** Reads KEY=VALUE, KEY- and `-`, which stands for the lines of standard input. Throws UserError. */
export async function parseEnvironment(specs: readonly string[], stdin: () => Promise<string>): Promise<EnvChange> {
  const change: EnvChange = { set: [], remove: [] };
  const named = new Set<string>();
  for (const spec of specs) {
    const equals = spec.indexOf('=');
    if (spec === '-') change.set.push(...parseLines(await stdin()));
    else if (equals >= 0) {
      const name = spec.slice(0, equals);
      const faults = checkStrictEnvironmentName(name);
      if (faults.length > 0) throw new UserError(`${goQuote(name)} is not a valid key name: ${faults.join(';')}`);
      named.add(name);
      change.set.push({ name, value: spec.slice(equals + 1) });
    } else if (spec.endsWith('-')) change.remove.push(spec.slice(0, -1));
    else throw new UserError(`unknown environment variable: ${spec}`);
  }
  if (change.remove.some((name) => named.has(name))) {
    throw new UserError('can not both modify and remove the same environment variable in the same command');
  }
  return change;
}

/** Lines of KEY=VALUE; what follows a # is not looked at, and neither are other lines. */
function parseLines(text: string): EnvVar[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [spec = ''] = line.split('#');
    const equals = spec.indexOf('=');
    return equals < 0 ? [] : [{ name: spec.slice(0, equals), value: spec.slice(equals + 1) }];
  });
}

/** What is there keeps its place, what is new comes at the end; of several values for one name the first counts. */
export function changedEnv(present: readonly EnvVar[], { set, remove }: EnvChange): EnvVar[] {
  const covered = new Set(remove);
  const result: EnvVar[] = [];
  for (const variable of present) {
    if (covered.has(variable.name)) continue;
    const newer = set.find(({ name }) => name === variable.name);
    if (newer) covered.add(newer.name);
    result.push(newer ?? variable);
  }
  for (const variable of set) {
    if (covered.has(variable.name)) continue;
    covered.add(variable.name);
    result.push(variable);
  }
  return result;
}

/** Refuses other values for variables that are there. */
export function checkEnvOverwrites(present: readonly EnvVar[], { set }: EnvChange): void {
  for (const { name, value = '' } of set) {
    const existing = present.find((each) => each.name === name);
    if (existing && (existing.value ?? '') !== value) {
      throw new UserError(`'${name}' already has a value (${existing.value ?? ''}), and --overwrite is false`);
    }
  }
}

/** A container with changed variables. */
export function withEnv(container: JsonObject, env: readonly EnvVar[]): JsonObject {
  const { env: _before, ...rest } = container;
  return env.length > 0 ? { ...container, env: [...env] } : rest;
}

/** The variables that refer to the keys of a ConfigMap or Secret; `renamed` hears of keys that are no names. Throws UserError for other kinds. */
export function variablesFrom(
  object: { kind?: string; metadata: { name?: string }; data?: Readonly<Record<string, string>> },
  keys: readonly string[],
  renamed: (key: string, name: string) => void,
): EnvVar[] {
  const references: Readonly<Record<string, string>> = { ConfigMap: 'configMapKeyRef', Secret: 'secretKeyRef' };
  const reference = references[object.kind ?? ''];
  if (reference === undefined) throw new UserError('unsupported resource specified in --from');
  const wanted = Object.keys(object.data ?? {}).filter((key) => keys.length === 0 || keys.includes(key));
  return wanted.sort().map((key) => {
    const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
    if (name !== key) renamed(key, name);
    return { name, valueFrom: { [reference]: { name: object.metadata.name ?? '', key } } };
  });
}
