import { HostError } from './host-error.ts';
import { orderedExec, type UserEntry } from './kubeconfig-fields.ts';
import { embedded, storedPath } from './kubeconfig-paths.ts';

/** The flags of `config set-credentials`. */
export interface CredentialFlags {
  'auth-provider': string;
  'auth-provider-arg': string[];
  'client-certificate': string;
  'client-key': string;
  'embed-certs': boolean;
  'exec-api-version': string;
  'exec-arg': string[];
  'exec-command': string;
  'exec-env': string[];
  'exec-interactive-mode': string;
  'exec-provide-cluster-info': boolean;
  password: string;
  token: string;
  username: string;
}

const INTERACTIVE_MODES = ['IfAvailable', 'Never', 'Always'];

/** Throws in kubectl's words what does not go together or is malformed. */
export function checkCredentials(flags: CredentialFlags): void {
  const methods = [flags.token !== '' && '--token', (flags.username !== '' || flags.password !== '') && '--username/--password'].filter(
    (method) => method !== false,
  );
  assignments('auth-provider-arg', flags['auth-provider-arg']);
  assignments('exec-env', flags['exec-env']);
  if (methods.length > 1)
    throw new HostError(`you cannot specify more than one authentication method at the same time: ${methods.join(', ')}`);
  if (flags['embed-certs'] && flags['client-certificate'] === '' && flags['client-key'] === '')
    throw new HostError('you must specify a --client-certificate or --client-key to embed');
  if (flags['exec-interactive-mode'] !== '' && !INTERACTIVE_MODES.includes(flags['exec-interactive-mode']))
    throw new HostError(`invalid interactive mode type, can be only ${INTERACTIVE_MODES.join(', ')}`);
}

type Changed = (flag: keyof CredentialFlags) => boolean;

/** Edits the entry in place and gives it back. */
export function changeCredentials(
  entry: UserEntry,
  flags: CredentialFlags,
  changed: Changed,
  place: { cwd: string; file: string },
): UserEntry {
  for (const field of ['client-certificate', 'client-key'] as const) {
    if (!changed(field)) continue;
    delete entry[field];
    delete entry[`${field}-data`];
    if (flags['embed-certs']) entry[`${field}-data`] = embedded(field, flags[field], place);
    else entry[field] = storedPath(flags[field], place);
  }
  for (const field of ['token', 'username', 'password'] as const) if (changed(field)) entry[field] = flags[field];
  // A token and a password exclude each other.
  if (flags.token !== '') {
    delete entry.username;
    delete entry.password;
  }
  if (flags.username !== '' || flags.password !== '') delete entry.token;
  changeAuthProvider(entry, flags, changed);
  changeExec(entry, flags, changed);
  return entry;
}

function changeAuthProvider(entry: UserEntry, flags: CredentialFlags, changed: Changed): void {
  if (changed('auth-provider')) {
    if (flags['auth-provider'] === '') delete entry['auth-provider'];
    else if (entry['auth-provider']?.name !== flags['auth-provider']) entry['auth-provider'] = { name: flags['auth-provider'], config: {} };
  }
  const provider = entry['auth-provider'];
  if (!provider) return;
  const config = new Map(Object.entries(provider.config ?? {}));
  for (const [key, value] of assignments('auth-provider-arg', flags['auth-provider-arg'])) {
    if (value === undefined) config.delete(key);
    else config.set(key, value);
  }
  provider.config = Object.fromEntries(config);
}

function changeExec(entry: UserEntry, flags: CredentialFlags, changed: Changed): void {
  if (changed('exec-command')) {
    if (flags['exec-command'] === '') delete entry.exec;
    // Arguments belong to the command that there was.
    else entry.exec = orderedExec({ ...entry.exec, command: flags['exec-command'], args: null });
  }
  if (!entry.exec) return;
  const exec = { ...entry.exec };
  if (changed('exec-api-version')) exec.apiVersion = flags['exec-api-version'];
  if (changed('exec-arg')) exec.args = flags['exec-arg'];
  if (changed('exec-interactive-mode')) exec.interactiveMode = flags['exec-interactive-mode'];
  if (changed('exec-provide-cluster-info')) exec.provideClusterInfo = flags['exec-provide-cluster-info'];
  for (const [name, value] of assignments('exec-env', flags['exec-env'])) {
    const others = (exec.env ?? []).filter((variable) => variable.name !== name);
    exec.env = value === undefined ? others : [...others, { name, value }];
  }
  entry.exec = orderedExec(exec);
}

/** `key=value` sets, `key-` removes. */
function assignments(flag: string, texts: readonly string[]): [string, string | undefined][] {
  return texts.map((text) => {
    const equals = text.indexOf('=');
    if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
    if (equals < 0 && text.endsWith('-')) return [text.slice(0, -1), undefined];
    throw new HostError(`invalid ${flag} format: ${text}`);
  });
}
