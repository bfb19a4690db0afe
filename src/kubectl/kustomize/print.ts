import type { JsonObject } from '../../api/json.ts';
import { toYaml } from '../yaml/write.ts';
import { buildKustomization, type BuildOptions } from './build.ts';

/** What `kubectl kustomize` prints of a folder. */
export function printKustomization(folder: string, options: BuildOptions): string {
  return buildKustomization(folder, options)
    .map((object) => toYaml(object))
    .join('---\n');
}

/** The files that `-o FOLDER` writes: `apps_v1_deployment_web.yaml`, with the namespace in front when there are several. */
export function filesFor(objects: readonly JsonObject[]): { name: string; text: string }[] {
  const namespaces = new Set(objects.map((object) => metadataOf(object)['namespace'] ?? ''));
  namespaces.delete('');
  return objects.map((object) => {
    const { name = '', namespace } = metadataOf(object);
    const parts = [namespaces.size > 1 && namespace, ...String(object['apiVersion'] ?? '').split('/'), String(object['kind'] ?? ''), name];
    return { name: `${parts.filter(Boolean).join('_').toLowerCase()}.yaml`, text: toYaml(object) };
  });
}

function metadataOf({ metadata }: JsonObject): Record<string, string> {
  return (metadata ?? {}) as Record<string, string>;
}
