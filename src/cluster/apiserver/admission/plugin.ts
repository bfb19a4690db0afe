import type { UserInfo } from '../../../api/client.ts';
import type { KubeObject } from '../../../api/object.ts';
import { forbidden, type StatusError } from '../../../api/status.ts';
import type { KindContext, KindDefinition } from '../../kinds/define.ts';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** One request on its way into the store. */
export interface AdmissionAttributes {
  /** The resource in the path. */
  kind: KindDefinition;
  operation: AdmissionOperation;
  /** '' for the object itself: `status`, `scale`, `binding`, `ephemeralcontainers` … */
  subresource: string;
  /** What the body is when that is not the resource's own kind: a Scale, a Binding, an Eviction. */
  bodyKind?: { group: string; version: string; kind: string };
  namespace: string;
  name: string;
  /** Private copy: mutate it in place. Undefined for DELETE. */
  object?: KubeObject;
  previous?: KubeObject;
  user: UserInfo;
  /** An object as clients see it: what is stored tells of managers in a form of its own. */
  shown?(object: KubeObject): KubeObject;
  dryRun: boolean;
  reinvocation?: Reinvocation;
}

/** Mutating policies may change what other plugins have already seen: then all of them are asked a second time. */
export interface Reinvocation {
  /** Has an object been changed so that the plugins are to be asked again? */
  wanted: boolean;
  /** Is this the second time? */
  again: boolean;
  /** Policies that want to be asked again, by a key of their own. */
  policies: Set<string>;
}

/** Refuses by throwing a StatusError (Forbidden in most cases). */
export interface AdmissionPlugin {
  readonly name: string;
  /** Mutating plugins run first, all of them, then the validating ones. */
  admit?(attributes: AdmissionAttributes, context: KindContext): void;
  validate?(attributes: AdmissionAttributes, context: KindContext): void;
}

export function admit(plugins: readonly AdmissionPlugin[], attributes: AdmissionAttributes, context: KindContext): void {
  for (const plugin of plugins) plugin.admit?.(attributes, context);
  const { reinvocation } = attributes;
  if (!reinvocation?.wanted || reinvocation.again) return;
  reinvocation.again = true;
  for (const plugin of plugins) plugin.admit?.(attributes, context);
}

export function validateAdmission(plugins: readonly AdmissionPlugin[], attributes: AdmissionAttributes, context: KindContext): void {
  for (const plugin of plugins) plugin.validate?.(attributes, context);
}

/** `pods "web" is forbidden: …`, about the request's own resource. */
export function refusal({ kind, name }: Pick<AdmissionAttributes, 'kind' | 'name'>, why: string): StatusError {
  return forbidden({ group: kind.group, resource: kind.plural }, name, why);
}

/** Is the request about this core resource itself (or one of the named sub-resources)? */
export function isAbout({ kind, subresource }: AdmissionAttributes, resource: string, ...subresources: readonly string[]): boolean {
  return kind.group === '' && kind.plural === resource && (subresource === '' || subresources.includes(subresource));
}
