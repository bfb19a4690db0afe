import { createHash } from 'node:crypto';
import { goJson } from '../../api/go-text.ts';
import type { KubeObject } from '../../api/object.ts';

const letters: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** The ten letters that --append-hash puts behind the name of a ConfigMap or Secret: they change when its content does. */
export function contentHash(object: KubeObject): string {
  const { kind, data, binaryData, type, metadata } = object;
  const content =
    kind === 'Secret'
      ? { kind, name: metadata.name, type: type ?? '', data: data ?? {} }
      : { kind, name: metadata.name, data: data ?? {}, ...(binaryData ? { binaryData } : {}) };
  const digest = createHash('sha256').update(goJson(content)).digest('hex');
  return digest.slice(0, 10).replace(/[013ae]/g, (char) => letters[char]!);
}

export function withHash(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name ?? ''}-${contentHash(object)}` } };
}
