import { parseGroupVersion } from '../../api/object.ts';

interface Nameable {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string };
}

/** `pod/web`, `deployment.apps/web`. */
export function objectName(object: Nameable): string {
  return `${kindName(object)}/${object.metadata?.name || '<unknown>'}`;
}

/** `deployment.apps`: the kind in lower case and its group, as kubectl puts them before a name. */
export function kindName(object: Pick<Nameable, 'apiVersion' | 'kind'>): string {
  const { group } = parseGroupVersion(object.apiVersion ?? '');
  const kind = object.kind ? object.kind.toLowerCase() : '<unknown>';
  return group === '' ? kind : `${kind}.${group}`;
}

/** The line that a command prints for what it did, `deployment.apps/web created`; a List gives one for each item. */
export function nameLines(object: Nameable, operation = ''): string {
  const suffix = operation === '' ? '' : ` ${operation}`;
  const items = listItems(object);
  if (items === undefined) return `${objectName(object)}${suffix}\n`;
  return items.map((item) => nameLines(item as Nameable, operation)).join('');
}

/** The items if the object is a list. */
export function listItems(object: unknown): readonly unknown[] | undefined {
  const items = (object as { items?: unknown } | null)?.items;
  return Array.isArray(items) ? items : undefined;
}
