import { UserError } from '../../api/user-error.ts';
import { POLICIES } from './policy.ts';
import type { Alias, Preference, PreferredOption } from './preference.ts';

/** The flags of `kuberc set`. */
export interface KubercFlags {
  section: string;
  command: string;
  name: string;
  option: string[];
  prependarg: string[];
  appendarg: string[];
  overwrite: boolean;
  policy: string;
  'allowlist-entry': string[];
}

/** Throws in kubectl's words what does not go together. */
export function checkKubercFlags(flags: KubercFlags): void {
  const { section, command, name, policy } = flags;
  const entries = flags['allowlist-entry'];
  if (!['defaults', 'aliases', 'credentialplugin'].includes(section))
    throw new UserError(`--section must be "defaults", "aliases", or "credentialplugin", got: ${section}`);
  if (section === 'credentialplugin') {
    if (policy === '') throw new UserError('--policy is required when --section=credentialplugin');
    if (!(POLICIES as readonly string[]).includes(policy))
      throw new UserError(` --policy must be  "AllowAll", "DenyAll", or "Allowlist", got: ${policy}`);
    if (policy === 'Allowlist' && entries.length === 0)
      throw new UserError('--allowlist-entry is required when --section=credentialplugin and --policy=Allowlist');
    return;
  }
  if (command === '') throw new UserError('--command is required when --section=aliases or --section=defaults');
  if (section === 'aliases' && name === '') throw new UserError('--name is required when --section=aliases');
  if (section === 'defaults' && name !== '') throw new UserError('--name should not be specified when --section=defaults');
  if (section === 'defaults' && (flags.prependarg.length > 0 || flags.appendarg.length > 0))
    throw new UserError('--prependarg and --appendarg are only valid for --section=aliases');
}

/** The preference with one entry more, or another one. */
export function changedPreference(preference: Preference, flags: KubercFlags): Preference {
  if (flags.section === 'credentialplugin') return withPolicy(preference, flags);
  const options = flags.option.length === 0 ? undefined : flags.option.map(parseOption);
  if (flags.section === 'defaults') {
    const entry = { command: flags.command, options: options ?? null };
    const there = (preference.defaults ?? []).findIndex(({ command }) => command === flags.command);
    if (there >= 0 && !flags.overwrite)
      throw new UserError(`defaults for command ${JSON.stringify(flags.command)} already exist, use --overwrite to replace`);
    return { ...preference, defaults: replaced(preference.defaults ?? [], there, entry) };
  }
  const alias: Alias = {
    name: flags.name,
    command: flags.command,
    ...(flags.prependarg.length > 0 && { prependArgs: flags.prependarg }),
    ...(flags.appendarg.length > 0 && { appendArgs: flags.appendarg }),
    ...(options && { options }),
  };
  const there = (preference.aliases ?? []).findIndex(({ name }) => name === flags.name);
  if (there >= 0 && !flags.overwrite) throw new UserError(`alias ${JSON.stringify(flags.name)} already exists, use --overwrite to replace`);
  return { ...preference, aliases: replaced(preference.aliases ?? [], there, alias) };
}

function replaced<T>(list: readonly T[], at: number, entry: T): T[] {
  return at < 0 ? [...list, entry] : list.map((each, index) => (index === at ? entry : each));
}

function parseOption(text: string): PreferredOption {
  const equals = text.indexOf('=');
  if (equals < 0) throw new UserError(`invalid option format ${JSON.stringify(text)}, expected flag=value`);
  return { name: text.slice(0, equals), default: text.slice(equals + 1) };
}

function withPolicy(preference: Preference, { policy, 'allowlist-entry': entries }: KubercFlags): Preference {
  const allowed = entries.map((text) => {
    const equals = text.indexOf('=');
    const [field, value] = [text.slice(0, equals), text.slice(equals + 1)];
    if (equals < 0) throw new UserError(`invalid allowlist entry format ${JSON.stringify(text)}, expected field=value`);
    if (field === 'name') throw new UserError('allowlist entry field "name" is deprecated, use "command" instead');
    if (field !== 'command') throw new UserError(`unknown allowlist entry field ${JSON.stringify(field)}`);
    return { command: value };
  });
  return { ...preference, credentialPluginPolicy: policy, ...(allowed.length > 0 && { credentialPluginAllowlist: allowed }) };
}

/** What `kuberc view` offers to somebody who has none. */
export function recommendedPreference(): Preference {
  return {
    aliases: null,
    defaults: [
      { command: 'apply', options: [{ name: 'server-side', default: 'true' }] },
      { command: 'delete', options: [{ name: 'interactive', default: 'true' }] },
    ],
  };
}
