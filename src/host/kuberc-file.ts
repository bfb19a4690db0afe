import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BareError } from '../kubectl/errors.ts';
import { decodePreference, encodePreference, type Preference } from '../kubectl/kuberc/preference.ts';
import { HostError, systemErrorText } from './host-error.ts';
import type { KubercPlace } from './kuberc-place.ts';
import { makeFolder } from './state-file.ts';

/** Undefined when there is no file, or nothing of use in it; `tell` hears what was overlooked. */
export async function readKuberc({ path, shown, named }: KubercPlace, tell: (text: string) => void): Promise<Preference | undefined> {
  if (!named && !existsSync(path)) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new BareError(`error occurred while applying preferences kuberc error kuberc: open ${shown}: ${systemErrorText(error)}`);
  }
  if (text.trim() === '') return undefined;
  const preference = await parse(text, (fault) => tell(`kuberc: ignoring strict decoding error in ${shown}: ${fault}`));
  if (!preference) tell(`kuberc: no preferences loaded from ${shown}: no valid preferences found in ${shown}, use --v=5 to see details`);
  return preference;
}

async function parse(text: string, ignoring: (fault: string) => void): Promise<Preference | undefined> {
  const { composeDocument } = await import('../kubectl/yaml/compose.ts');
  try {
    return decodePreference(composeDocument(text.endsWith('\n') ? text : `${text}\n`), ignoring);
  } catch {
    return undefined;
  }
}

export async function writeKuberc(path: string, preference: Preference): Promise<void> {
  const { toYaml } = await import('../kubectl/yaml/write.ts');
  makeFolder(dirname(path));
  const { defaults, aliases, ...rest } = preference;
  const stored = { ...rest, defaults: defaults?.length ? defaults : null, aliases: aliases?.length ? aliases : null };
  try {
    const temporary = `${path}.${process.pid}.new`;
    writeFileSync(temporary, toYaml(encodePreference(stored)), { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    throw new HostError(`cannot write ${path}: ${systemErrorText(error)}`);
  }
}
