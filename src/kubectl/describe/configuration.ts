import type { ConfigMap, Secret, ServiceAccount } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import { eventsSection } from './sections/events.ts';
import { headSection } from './sections/head.ts';

export const describeConfigMap = defineDescriber<ConfigMap>(async (to, map, context) => {
  headSection(to, map);
  to.write('\nData\n====\n');
  for (const [key, value] of sortedEntries(map.data)) to.write(`${key}:\n----\n${value}\n\n`);
  to.write('\nBinaryData\n====\n');
  for (const [key, value] of sortedEntries(map.binaryData)) to.write(`${key}: ${decodedLength(value)} bytes\n`);
  to.write('\n');
  await eventsSection(to, map, context);
});

/** How long the values are, not what they are; tokens of service accounts alone are shown. */
export const describeSecret = defineDescriber<Secret>((to, secret) => {
  headSection(to, secret);
  to.write(`\nType:\t${secret.type ?? ''}\n`);
  to.write('\nData\n====\n');
  for (const [key, value] of sortedEntries(secret.data)) {
    const shown = key === 'token' && secret.type === 'kubernetes.io/service-account-token';
    to.line(0, `${key}:`, shown ? new TextDecoder().decode(decoded(value)) : `${decodedLength(value)} bytes`);
  }
});

export const describeServiceAccount = defineDescriber<ServiceAccount>(async (to, account, context) => {
  headSection(to, account);
  const names = (account.imagePullSecrets ?? []).map(({ name = '' }) => name);
  if (names.length === 0) names.push('<none>');
  names.forEach((name, i) => to.line(0, i === 0 ? 'Image pull secrets:' : ' '.repeat('Image pull secrets:'.length), name));
  await eventsSection(to, account, context);
});

function sortedEntries(data: Readonly<Record<string, string>> = {}): [string, string][] {
  return Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
}

function decoded(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

function decodedLength(base64: string): number {
  return decoded(base64).length;
}
