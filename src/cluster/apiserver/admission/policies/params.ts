import { matchesSelector, selectorFromLabelSelector, type LabelSelector } from '../../../../api/labels.ts';
import { formatGroupVersion, groupResource, parseGroupVersion, type KubeObject } from '../../../../api/object.ts';
import type { BindingSpec, PolicySpec } from '../../../kinds/admissionregistration/policies.ts';
import type { KindContext } from '../../../kinds/define.ts';

/** A policy or binding that cannot be used as it is configured. */
export class ConfigurationError extends Error {}

/**
 * The objects that a binding hands to its policy, one evaluation each; [undefined]: one without.
 * @throws ConfigurationError
 */
export function collectParams(
  paramKind: PolicySpec['paramKind'],
  paramRef: BindingSpec['paramRef'],
  requestNamespace: string,
  { api, kinds }: KindContext,
): readonly (KubeObject | undefined)[] {
  if (!paramKind || !paramRef) return [undefined];
  const { group, version } = parseGroupVersion(paramKind.apiVersion ?? '');
  const kind = kinds.findByName(group, version, paramKind.kind ?? '');
  if (!kind) throw new ConfigurationError(`paramKind kind \`${shown(paramKind)}\` not known`);
  const { name, namespace, selector, parameterNotFoundAction } = paramRef;
  if (!kind.namespaced && namespace)
    throw new ConfigurationError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  const within = kind.namespaced ? namespace || requestNamespace : '';
  if (kind.namespaced && within === '') {
    throw new ConfigurationError('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources');
  }
  const resource = groupResource(kind.group, kind.plural);
  const found = name ? [api.get(resource, within, name)] : selected(api.list(resource, kind.namespaced ? within : undefined), selector);
  const params = found.flatMap((object) => (object ? [typed(object, group, version, paramKind.kind ?? '')] : []));
  if (params.length === 0 && parameterNotFoundAction === 'Deny') {
    throw new ConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction');
  }
  return params;
}

function selected(objects: readonly KubeObject[], selector: LabelSelector | undefined): readonly KubeObject[] {
  const compiled = selectorFromLabelSelector(selector);
  return objects.filter(({ metadata }) => matchesSelector(compiled, metadata.labels));
}

function typed(object: KubeObject, group: string, version: string, kind: string): KubeObject {
  return { ...object, apiVersion: formatGroupVersion(group, version), kind };
}

/** As Go prints the reference. */
function shown({ apiVersion, kind }: NonNullable<PolicySpec['paramKind']>): string {
  return `&ParamKind{APIVersion:${apiVersion},Kind:${kind},}`;
}
