import { getOwn, isObject, type Json, type JsonObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import { toYaml } from '../yaml/write.ts';
import { nameReferences, type FieldSpec } from './field-specs.ts';
import { changeFields } from './fields.ts';
import { effectiveNamespace, idText, isClusterScoped, isSelected, type Gvk, type Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';

/** Writes the names that resources have now wherever they are referred to by names that they had before. */
export function fixNameReferences(list: ResourceList): void {
  for (const referrer of list.items) {
    const candidates = reachable(list, referrer);
    for (const { target, places } of nameReferences) {
      for (const place of places) {
        if (!isSelected(referrer.originalId, place)) continue;
        fixPlace(referrer, place, target, candidates);
      }
    }
  }
}

function fixPlace(referrer: Resource, place: FieldSpec, target: Partial<Gvk>, candidates: readonly Resource[]): void {
  const { version: _version, group: _group, ...where } = place;
  const fix = (value: Json): Json | undefined => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        const fixed = fix(item);
        if (fixed !== undefined) value[index] = fixed;
      });
      return undefined;
    }
    if (isObject(value)) return fixMapping(value);
    if (value === null) return undefined;
    return choose(String(value), candidates, (each) => each.name)?.name;
  };
  const fixMapping = (map: JsonObject): undefined => {
    if (getOwn(map, 'name') === undefined) throw new UserError(failure("path config error; no 'name' field in node"));
    const namespace = getOwn(map, 'namespace');
    const among = namespace === undefined ? candidates : inNamespace(candidates, String(namespace));
    const chosen = choose(String(map['name']), among, (each) => `${each.name} ${each.namespace}`);
    if (!chosen) return undefined;
    map['name'] = chosen.name;
    if (chosen.namespace !== '') map['namespace'] = chosen.namespace;
    return undefined;
  };
  const failure = (text: string): string => `updating name reference in '${place.path}' field of '${idText(referrer.id)}': ${text}`;
  const choose = (name: string, among: readonly Resource[], identity: (each: Resource) => string): Resource | undefined => {
    const named = among.filter(
      (each) =>
        each.previous.some((id) => id.name === name) &&
        each.previous.some((id) => isSelected(id, target)) &&
        fitsRole(referrer, place, each) &&
        sharesNamespace(referrer, each),
    );
    const fitting = [true, false].reduce(
      (left, lenient) => (left.length > 1 ? left.filter((each) => sameAffixes(each, referrer, lenient)) : left),
      named,
    );
    if (fitting.length <= 1) return fitting[0];
    if (new Set(fitting.map(identity)).size === 1) return fitting[0];
    throw new UserError(
      failure(` found multiple possible referrals: ${fitting.map((each) => idText(each.id)).join(', ')}\n${details(referrer, fitting)}`),
    );
  };
  changeFields(referrer, where, undefined, fix);
}

function details(referrer: Resource, candidates: readonly Resource[]): string {
  const all = candidates.map((each, index) => `--- possible referral ${index}:\n${toYaml(each.object)}\n`).join('');
  return `\n**** Too many possible referral targets to referrer:\n${toYaml(referrer.object)}\n${all}`;
}

/** Whatever could be meant: of the same namespace, or of none; a role binding may name accounts of other namespaces. */
function reachable(list: ResourceList, referrer: Resource): Resource[] {
  if (isClusterScoped(referrer.gvk)) return list.items;
  const subjects = referrer.kind === 'RoleBinding' && Array.isArray(referrer.object['subjects']) ? referrer.object['subjects'] : [];
  const others = new Set(
    subjects
      .filter((subject): subject is JsonObject => isObject(subject) && subject['kind'] === 'ServiceAccount')
      .map((subject) => subject['namespace']),
  );
  const own = effectiveNamespace(referrer.id);
  return list.items.filter((each) => isClusterScoped(each.gvk) || effectiveNamespace(each.id) === own || others.has(each.namespace));
}

function inNamespace(candidates: readonly Resource[], namespace: string): Resource[] {
  const before = candidates.filter((each) => !isClusterScoped(each.gvk) && effectiveNamespace(each.originalId) === namespace);
  return before.length > 0 ? before : candidates.filter((each) => !isClusterScoped(each.gvk) && effectiveNamespace(each.id) === namespace);
}

function sharesNamespace(referrer: Resource, each: Resource): boolean {
  if (isClusterScoped(referrer.gvk) || isClusterScoped(each.gvk) || each.kind === 'ServiceAccount') return true;
  return effectiveNamespace(referrer.id) === effectiveNamespace(each.id);
}

/** `roleRef` says itself whether it means a Role or a ClusterRole. */
function fitsRole({ object }: Resource, { path }: FieldSpec, each: Resource): boolean {
  const role = object['roleRef'];
  if (!path.endsWith('roleRef/name') || !isObject(role) || role['apiGroup'] === undefined || role['kind'] === undefined) return true;
  const wanted = { group: String(role['apiGroup']), kind: String(role['kind']) };
  return each.previous.some((id) => isSelected(id, wanted));
}

/** Names that were made in the same folders belong together. */
function sameAffixes(a: Resource, b: Resource, lenient: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]): boolean => {
    if (lenient && (x.length === 0 || y.length === 0)) return true;
    const [long, short] = x.length >= y.length ? [x, y] : [y, x];
    return (short.length > 0 || long.length === 0) && short.every((affix, index) => affix === long[long.length - short.length + index]);
  };
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}
