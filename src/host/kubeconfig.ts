import { readFileSync } from 'node:fs';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import { decodeKubeconfig, type KubeConfig } from './kubeconfig-fields.ts';
import { YamlError } from '../kubectl/yaml/errors.ts';
import { parseSimpleYaml } from './simple-yaml.ts';

/** What a kubeconfig file says; undefined when there is no such file. `shown` is what messages call it. */
export async function readKubeconfig(path: string, shown = path): Promise<KubeConfig | undefined> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    const call = errorCode(error) === 'EISDIR' ? 'read' : 'open';
    throw new HostError(`error loading config file "${shown}": ${call} ${shown}: ${systemErrorText(error)}`);
  }
  try {
    return decodeKubeconfig(text === '' ? {} : (parseSimpleYaml(text) ?? (await parseYaml(text))));
  } catch (error) {
    throw new HostError(`error loading config file "${shown}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function parseYaml(text: string): Promise<unknown> {
  const { composeDocument } = await import('../kubectl/yaml/compose.ts');
  try {
    return composeDocument(text.endsWith('\n') ? text : `${text}\n`) ?? {};
  } catch (error) {
    throw error instanceof YamlError ? new HostError(`yaml: ${error.message}`) : error;
  }
}
