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

/** Why a program may not give out credentials; undefined when it may. `path` is where it was found: a name without folders allows it anywhere. */
export function pluginRefusal(
  { credentialPluginPolicy: policy, credentialPluginAllowlist: list = [] }: Preference,
  command: string,
  path: string,
): string | undefined {
  if (policy === 'DenyAll') return `plugin ${JSON.stringify(command)} not allowed: policy set to "DenyAll"`;
  if (policy !== 'Allowlist') return undefined;
  const name = path.split('/').at(-1);
  if (list.some((entry) => entry.command === path || entry.command === name)) return undefined;
  return `plugin path ${JSON.stringify(path)} is not permitted by the credential plugin allowlist`;
}
