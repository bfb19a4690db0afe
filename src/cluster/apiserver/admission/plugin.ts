import type { UserInfo } from '../../../api/client.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { KindContext, KindDefinition } from '../../kinds/define.ts';

/** One request on its way into the store. */
export interface AdmissionAttributes {
  kind: KindDefinition;
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  subresource: string;
  namespace: string;
  name: string;
  /** Private copy: mutate it in place. Undefined for DELETE. */
  object?: KubeObject;
  previous?: KubeObject;
  user: UserInfo;
  dryRun: boolean;
}

/** Refuses by throwing a StatusError (Forbidden in most cases). */
export interface AdmissionPlugin {
  readonly name: string;
  /** Mutating plugins run first, all of them, then the validating ones. */
  admit?(attributes: AdmissionAttributes, context: KindContext): void;
  validate?(attributes: AdmissionAttributes, context: KindContext): void;
}
