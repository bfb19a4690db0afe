import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { toYaml } from '../../kubectl/yaml/write.ts';
import { DEFAULT_USER } from '../home.ts';
import { errorCode, HostError, systemErrorText } from '../host-error.ts';
import { makeFolder } from '../state-file.ts';

export interface ServeKubeconfig {
  /** Of cluster and context. */
  name: string;
  server: string;
  /** PEM. */
  authority?: string;
  certificate?: { certificate: string; key: string };
}

/** Puts a kubeconfig with everything in it where only its owner can read it. */
export function writeServeKubeconfig(path: string, { name, server, authority, certificate }: ServeKubeconfig): void {
  const config = {
    apiVersion: 'v1',
    clusters: [{ cluster: { ...(authority && { 'certificate-authority-data': base64(authority) }), server }, name }],
    contexts: [{ context: { cluster: name, user: DEFAULT_USER }, name }],
    'current-context': name,
    kind: 'Config',
    users: [
      {
        name: DEFAULT_USER,
        user: certificate ? { 'client-certificate-data': base64(certificate.certificate), 'client-key-data': base64(certificate.key) } : {},
      },
    ],
  };
  makeFolder(dirname(path));
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  try {
    removeIfThere(temporary);
    const descriptor = openSync(temporary, 'wx', 0o600);
    writeSync(descriptor, toYaml(config));
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(temporary, path);
  } catch (error) {
    throw new HostError(`cannot write the kubeconfig ${path}: ${systemErrorText(error)}`);
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
