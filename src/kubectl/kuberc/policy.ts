import type { Preference } from './preference.ts';

/** Which credential plugins of a kubeconfig may run. */
export const POLICIES = ['AllowAll', 'DenyAll', 'Allowlist'] as const;

/** Throws what `refusal` makes of the words when policy and list do not fit together. */
export function checkPolicy(
  { credentialPluginPolicy: policy, credentialPluginAllowlist: list }: Preference,
  refusal: (text: string) => Error,
): void {
  if (!policy) return;
  if (!(POLICIES as readonly string[]).includes(policy)) throw refusal(`unknown plugin policy: ${JSON.stringify(policy)}`);
  if (policy !== 'Allowlist' && list)
    throw refusal(`misconfigured credential plugin allowlist: plugin policy is ${JSON.stringify(policy)} but allowlist is non-nil`);
}

/** May this program give out credentials? A name without folders allows the program wherever it is. */
export function allowsPlugin(
  { credentialPluginPolicy: policy, credentialPluginAllowlist: list = [] }: Preference,
  command: string,
): boolean {
  if (policy === 'DenyAll') return false;
  if (policy !== 'Allowlist') return true;
  return list.some((entry) => entry.command === command || (!entry.command.includes('/') && command.split('/').at(-1) === entry.command));
}
