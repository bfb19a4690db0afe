import { goQuote } from '../../api/go-text.ts';
import { checkStrictEnvironmentName } from '../../api/names.ts';
import { UserError } from '../../api/user-error.ts';
import { errorCode, systemErrorText, type Files } from '../resources/files.ts';

/** One entry of a ConfigMap or Secret. */
export interface KeyedBytes {
  key: string;
  bytes: Uint8Array;
}

/** The flags that say what goes into a ConfigMap or Secret. */
export interface SourceFlags {
  'from-literal': readonly string[];
  'from-file': readonly string[];
  'from-env-file': readonly string[];
}

export function checkSources(flags: SourceFlags): void {
  if (flags['from-env-file'].length > 0 && (flags['from-file'].length > 0 || flags['from-literal'].length > 0)) {
    throw new UserError('from-env-file cannot be combined with from-file or from-literal');
  }
}

/** Everything the flags name, handed to `add` in kubectl's order; `add` refuses what it cannot take before more is read. */
export async function readSources(
  files: Files,
  flags: SourceFlags,
  env: Readonly<Record<string, string | undefined>>,
  add: (entry: KeyedBytes) => void,
): Promise<void> {
  const encoder = new TextEncoder();
  for (const literal of flags['from-literal']) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw new UserError(`invalid literal source ${literal}, expected key=value`);
    add({ key: literal.slice(0, equals), bytes: encoder.encode(literal.slice(equals + 1)) });
  }
  for (const source of flags['from-file']) await readFileSource(files, source, add);
  for (const path of flags['from-env-file']) {
    if (await isDirectory(files, path)) throw new UserError('env config file cannot be a directory');
    for (const { key, value } of parseEnvFile(envFileText(path, await readBytes(files, path)), env))
      add({ key, bytes: encoder.encode(value) });
  }
}

/** `[KEY=]PATH`; a folder gives an entry for each of its files. */
export async function readFileSource(files: Files, source: string, add: (entry: KeyedBytes) => void): Promise<void> {
  const { key, path } = parseFileSource(source);
  if (!(await isDirectory(files, path))) return add({ key, bytes: await readBytes(files, path) });
  if (source.includes('=')) throw new UserError('cannot give a key name for a directory path');
  for (const name of await files.readdir(path)) {
    const inside = `${path.replace(/\/+$/, '')}/${name}`;
    if (!(await isDirectory(files, inside))) add({ key: name, bytes: await readBytes(files, inside) });
  }
}

export function parseFileSource(source: string): { key: string; path: string } {
  const parts = source.split('=');
  if (parts.length === 1) return { key: source.replace(/\/+$/, '').split('/').pop() ?? source, path: source };
  if (parts.length > 2) throw new UserError("key names or file paths cannot contain '='");
  const [key = '', path = ''] = parts;
  if (key === '') throw new UserError(`key name for file path ${path} missing`);
  if (path === '') throw new UserError(`file path for key name ${key} missing`);
  return { key, path };
}

/** The bytes as text; the first line that is not UTF-8 is told by its bytes. */
function envFileText(path: string, bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(bytes);
  } catch {
    for (let from = 0, line = 1; ; line++) {
      const found = bytes.indexOf(0x0a, from);
      const end = found < 0 ? bytes.length : found;
      const content = bytes.subarray(from, bytes[end - 1] === 0x0d ? end - 1 : end);
      try {
        decoder.decode(content);
      } catch {
        throw new UserError(`env file ${path} contains invalid utf8 bytes at line ${line}: [${content.join(' ')}]`);
      }
      from = end + 1;
    }
  }
}

/** Lines of KEY=VALUE; a key alone takes its value from the environment. */
export function parseEnvFile(text: string, env: Readonly<Record<string, string | undefined>>): { key: string; value: string }[] {
  const pairs: { key: string; value: string }[] = [];
  for (const raw of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const line = raw.trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    const faults = checkStrictEnvironmentName(key);
    if (faults.length > 0) throw new UserError(`${goQuote(key)} is not a valid key name: ${faults.join(';')}`);
    pairs.push({ key, value: equals < 0 ? (env[key] ?? '') : line.slice(equals + 1) });
  }
  return pairs;
}

async function isDirectory(files: Files, path: string): Promise<boolean> {
  try {
    return (await files.stat(path)).isDirectory;
  } catch (error) {
    throw new UserError(`error reading ${path}: ${afterPath(systemErrorText('stat', path, error), path)}`);
  }
}

async function readBytes(files: Files, path: string): Promise<Uint8Array> {
  try {
    return await files.readFile(path);
  } catch (error) {
    throw new UserError(systemErrorText(errorCode(error) === 'EISDIR' ? 'read' : 'open', path, error));
  }
}

function afterPath(text: string, path: string): string {
  return text.slice(`stat ${path}: `.length);
}
