import { getOwn, isObject, type Json } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import { parseGroupVersion } from '../../api/object.ts';
import { variableSpecs } from './field-specs.ts';
import { changeFields } from './fields.ts';
import type { Variable } from './kustomization.ts';
import { splitFieldPath } from './replacements.ts';
import { isSelected } from './resource.ts';
import type { ResourceList } from './resource-list.ts';

/** Puts the values of `vars` (deprecated) in the place of `$(NAME)`, where pods and a few others may have them. */
export function resolveVariables(list: ResourceList, variables: readonly Variable[]): void {
  if (variables.length === 0) return;
  const values = new Map<string, Json>();
  for (const variable of variables) {
    const value = valueOf(list, variable);
    if (value !== undefined) values.set(variable.name ?? '', value);
  }
  const used = new Set<string>();
  const put = (value: Json): Json | undefined => {
    if (typeof value === 'string') return expand(value, values, used);
    if (Array.isArray(value)) return value.map((item) => (typeof item === 'string' ? expand(item, values, used) : item));
    if (!isObject(value)) return undefined;
    for (const [key, item] of Object.entries(value)) if (typeof item === 'string') value[key] = expand(item, values, used);
    return undefined;
  };
  for (const resource of list.items) for (const spec of variableSpecs) changeFields(resource, spec, undefined, put);
}

function valueOf(list: ResourceList, { name = '', objref = {}, fieldref }: Variable): Json | undefined {
  const { group, version } = objref.apiVersion
    ? parseGroupVersion(objref.apiVersion)
    : { group: objref.group ?? '', version: objref.version ?? '' };
  const wanted = { group, version, kind: objref.kind ?? '' };
  const [found] = list.byAnyId((id) => isSelected(id, wanted) && id.name === objref.name);
  if (!found) return undefined;
  const path = fieldref?.fieldPath || 'metadata.name';
  let value: Json | undefined = found.object;
  for (const part of splitFieldPath(path.replace(/\[(\d+)\]/g, '.$1'))) {
    value = Array.isArray(value) ? value[Number(part)] : isObject(value) ? getOwn(value, part) : undefined;
  }
  if (value === undefined)
    throw new UserError(`field specified in var '{${name} ${objref.kind ?? ''}}' not found in corresponding resource`);
  return value;
}

/** `$$(NAME)` is a `$(NAME)` that stays; a text that is a variable and nothing else takes its type. */
function expand(text: string, values: ReadonlyMap<string, Json>, used: Set<string>): Json {
  const whole = /^\$\(([^()]*)\)$/.exec(text)?.[1];
  if (whole !== undefined && values.has(whole)) {
    used.add(whole);
    return values.get(whole)!;
  }
  return text.replace(/\$(\$|\(([^()]*)\))/g, (match, _all, name: string | undefined) => {
    if (name === undefined) return '$';
    if (!values.has(name)) return match;
    used.add(name);
    return String(values.get(name));
  });
}
