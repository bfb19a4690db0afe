import type { JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import type { Io } from '../io.ts';
import { podTemplateOf } from '../kinds/pod-template.ts';
import { send } from '../session.ts';
import { withContainers } from './containers.ts';
import { changedEnv, type EnvChange, type EnvVar } from './env.ts';
import { referenceText, referredValue, type ReadData } from './env-values.ts';
import type { SetCommand, SetTarget } from './targets.ts';

/** `set env --list`: the variables of each container as they would be after the change. With `resolve` those that refer to something have its value. */
export async function listEnv(
  command: SetCommand,
  targets: readonly SetTarget[],
  change: EnvChange,
  { containers: selector, resolve }: { containers: string; resolve: boolean },
): Promise<void> {
  const read = reader(command);
  for (const { object } of targets) {
    const spec = podTemplateOf(object)?.['spec'] as JsonObject | undefined;
    if (!spec) continue;
    const containers: JsonObject[] = [];
    if (!withContainers(spec, selector, (container) => (containers.push(container), container)))
      tellNoContainers(command.io, object, selector);
    for (const container of containers) {
      command.io.stdout.write(`# ${object.kind} ${object.metadata.name}, container ${String(container['name'])}\n`);
      const env = changedEnv((container['env'] ?? []) as EnvVar[], change);
      if (resolve) await listResolved(command.io, env, object, container, read);
      else for (const variable of env) command.io.stdout.write(line(variable));
    }
  }
}

export function tellNoContainers(io: Io, { kind, metadata }: KubeObject, selector: string): void {
  io.stderr.write(`Warning: ${kind}/${metadata.name} does not have any containers matching ${JSON.stringify(selector)}\n`);
}

function line({ name, value = '', valueFrom }: EnvVar): string {
  return valueFrom ? `# ${name} from ${referenceText(valueFrom)}\n` : `${name}=${value}\n`;
}

async function listResolved(io: Io, env: readonly EnvVar[], object: KubeObject, container: JsonObject, read: ReadData): Promise<void> {
  const failures = new Map<string, string[]>();
  for (const variable of env) {
    try {
      const value = variable.valueFrom ? await referredValue(variable, object, container, read) : (variable.value ?? '');
      io.stdout.write(`${variable.name}=${value}\n`);
    } catch (error) {
      if (!(error instanceof UserError) && !(error instanceof StatusError)) throw error;
      io.stdout.write(line(variable));
      failures.set(error.message, [...(failures.get(error.message) ?? []), variable.name]);
    }
  }
  for (const [message, names] of failures) io.stderr.write(`error retrieving reference for ${names.sort().join(', ')}: ${message}\n`);
}

/** Asks for each object once. */
function reader({ session }: SetCommand): ReadData {
  const known = new Map<string, Readonly<Record<string, string>>>();
  return async (resource, name) => {
    const key = `${resource}/${name}`;
    let data = known.get(key);
    if (!data) {
      const opened = await session();
      const { body } = await send(opened, { group: '', version: 'v1', resource, verb: 'get', namespace: opened.namespace, name });
      data = (body['data'] ?? {}) as Record<string, string>;
      known.set(key, data);
    }
    return data;
  };
}
