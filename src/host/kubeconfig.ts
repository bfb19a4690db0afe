import { readFileSync } from 'node:fs';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import { decodeKubeconfig, type KubeConfig } from './kubeconfig-fields.ts';
import { parseSimpleYaml } from './simple-yaml.ts';

/** What a kubeconfig file says; undefined when there is no such file. */
export async function readKubeconfig(path: string): Promise<KubeConfig | undefined> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    const call = errorCode(error) === 'EISDIR' ? 'read' : 'open';
    throw new HostError(`error loading config file "${path}": ${call} ${path}: ${systemErrorText(error)}`);
  }
  try {
    return decodeKubeconfig(text === '' ? {} : (parseSimpleYaml(text) ?? (await parseYaml(text))));
  } catch (error) {
    throw new HostError(`error loading config file "${path}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function parseYaml(text: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false });
  const [error] = document.errors;
  if (error) throw new HostError(`yaml: line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]?.replace(/ at line.*$/, '')}`);
  return (document.toJS({ maxAliasCount: 100 }) as unknown) ?? {};
}
