import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { throwAll } from '../errors.ts';
import { parseEnvironment, variablesFrom, type EnvChange } from './env.ts';
import { setTargets, type SetCommand } from './targets.ts';

export interface EnvSourceFlags {
  from: string;
  keys: readonly string[];
  prefix: string;
}

/** All that arguments, standard input and --from say, with the names that --prefix makes of theirs. Throws UserError. */
export async function environmentChange(command: SetCommand, specs: readonly string[], flags: EnvSourceFlags): Promise<EnvChange> {
  const { set, remove } = await parseEnvironment(specs, () => standardInput(command));
  if (flags.from !== '') {
    const { targets, errors } = await setTargets(command, [flags.from]);
    throwAll(errors);
    const renamed = (key: string, name: string): void => command.io.stderr.write(`Warning: key ${key} transferred to ${name}\n`);
    for (const { object } of targets)
      set.push(...variablesFrom(object as KubeObject & { data?: Record<string, string> }, flags.keys, renamed));
  }
  return { set: set.map((variable) => ({ ...variable, name: flags.prefix + variable.name })), remove };
}

async function standardInput({ io, flags }: SetCommand): Promise<string> {
  if (flags.filename.includes('-')) throw new UserError('standard input cannot be used for multiple arguments');
  return new TextDecoder().decode(await io.stdin.read());
}
