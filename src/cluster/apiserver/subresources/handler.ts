import type { ApiRequest, ApiResponse } from '../../../api/client.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { KindContext } from '../../kinds/define.ts';
import type { Pki } from '../../pki/pki.ts';
import type { Memory } from '../../sim/actor.ts';
import type { SubresourceAttributes } from '../registry.ts';

/** Answers the sub-resources that are not plain reads and writes of the object (`status` and `scale` are the registry's own). */
export interface SubresourceHandler {
  /** Group resource and sub-resource: `pods`, `eviction`. No sub-resource: the kind is a question that is answered and not kept; its body comes decoded. */
  readonly resource: string;
  readonly subresource: string;
  /** Refuses by throwing StatusErrors. */
  handle(request: ApiRequest, context: SubresourceContext): ApiResponse;
}

export interface SubresourceContext extends KindContext {
  readonly pki: Pki;
  /** An actor's notes (the kubelet's, for logs), read only. */
  memory(actor: string): Pick<Memory, 'get' | 'keys'>;
  /** The files of the image catalogue. */
  images(): readonly unknown[];
  /**
   * Stores a changed copy of an object as it is: for sub-resources that may change what an update of the object may not, and have
   * checked their own rules. Nothing is stored by a dry run.
   */
  replace(resource: string, object: KubeObject): KubeObject;
  /** An object as clients see it, which is what they patch. */
  shown(object: KubeObject): KubeObject;
  /** Asks admission about the request: mutating plugins, then `check` (the sub-resource's own validation), then validating plugins. */
  admitted(about: SubresourceAttributes, check?: () => void): void;
}
