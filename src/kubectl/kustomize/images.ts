import { getOwn, isObject, type Json } from '../../api/json.ts';
import type { ImageEntry } from './kustomization.ts';
import type { Resource } from './resource.ts';

/** Changes the images of all containers in the object, wherever they are. */
export function changeImages(resource: Resource, entry: ImageEntry): void {
  if (resource.kind === 'CustomResourceDefinition') return;
  // kustomize goes over the containers twice, which only a suffix shows.
  for (let round = 0; round < 2; round += 1) visitContainers(resource.object, entry);
}

function visitContainers(value: Json, entry: ImageEntry): void {
  if (Array.isArray(value)) return value.forEach((item) => visitContainers(item, entry));
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if ((key === 'containers' || key === 'initContainers') && Array.isArray(item)) {
      for (const container of item) {
        if (!isObject(container)) continue;
        const image = getOwn(container, 'image');
        if (typeof image === 'string') container['image'] = changedImage(image, entry);
      }
    }
    visitContainers(item, entry);
  }
}

/** The name of the entry is a regular expression for the whole name of an image. A new tag or digest takes the place of both. */
export function changedImage(image: string, { name: pattern = '', newName, newTag, tagSuffix, digest: newDigest }: ImageEntry): string {
  const part = '[a-zA-Z0-9_.{}-]*';
  if (!new RegExp(`^${pattern}(:${part})?(@sha256:${part})?$`).test(image)) return image;
  let { name, tag, digest } = splitImage(image);
  name = newName || name;
  if (newTag || newDigest) [tag, digest] = [newTag ?? '', newDigest ?? ''];
  else if (tagSuffix) tag += tagSuffix;
  return `${name}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}

function splitImage(image: string): { name: string; tag: string; digest: string } {
  const at = image.indexOf('@');
  const [whole, digest] = at < 0 ? [image, ''] : [image.slice(0, at), image.slice(at + 1)];
  const colon = whole.indexOf(':', whole.lastIndexOf('/') + 1);
  return colon < 0 ? { name: whole, tag: '', digest } : { name: whole.slice(0, colon), tag: whole.slice(colon + 1), digest };
}
