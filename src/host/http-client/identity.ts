import type { Credentials, Target } from '../target.ts';

/** What shows who we are: from the kubeconfig or the flags, or from a program that they name. */
export type Identity = Pick<Credentials, 'token' | 'basic' | 'certificate'>;

export async function credentialsFrom(target: Target): Promise<Identity> {
  const { exec, ...given } = target.credentials;
  // What is given outright goes before a program.
  if (!exec || given.token || given.basic) return given;
  const { runPlugin } = await import('./exec-plugin.ts');
  return { ...given, ...(await runPlugin(exec, target)) };
}

export function headersOf({ token, basic }: Identity, { impersonate }: Target): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  if (token) headers['authorization'] = `Bearer ${token}`;
  else if (basic) headers['authorization'] = `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`;
  if (!impersonate) return headers;
  headers['impersonate-user'] = impersonate.username;
  if (impersonate.uid) headers['impersonate-uid'] = impersonate.uid;
  if (impersonate.groups?.length) headers['impersonate-group'] = [...impersonate.groups];
  for (const [key, values] of Object.entries(impersonate.extra ?? {}))
    headers[`impersonate-extra-${encodeURIComponent(key.toLowerCase())}`] = [...values];
  return headers;
}
