import type { ApiResource, Discovery } from '../../api/client.ts';

/** Every resource type once, in the version that its group prefers, or the next one that has it; without sub-resources. */
export function preferredResources({ resources, groups }: Discovery): ApiResource[] {
  const found = new Map<string, ApiResource>();
  for (const { name: group, versions } of groups) {
    for (const version of versions) {
      for (const resource of resources) {
        if (resource.group !== group || resource.version !== version || resource.name.includes('/')) continue;
        const key = `${group}/${resource.name}`;
        if (!found.has(key)) found.set(key, resource);
      }
    }
  }
  return [...found.values()];
}
