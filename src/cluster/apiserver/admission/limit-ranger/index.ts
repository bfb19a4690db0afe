import type { LimitRange, PersistentVolumeClaim, Pod } from '../../../../api/types.ts';
import type { KindContext } from '../../../kinds/define.ts';
import { isAbout, refusal, type AdmissionAttributes, type AdmissionPlugin } from '../plugin.ts';
import { claimViolations, podViolations } from './constraints.ts';
import { fillInDefaults } from './defaults.ts';

/** Holds pods and claims to the LimitRanges of their namespace: the first one that is violated refuses. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  admit(attributes, context) {
    if (!isPodWrite(attributes)) return;
    for (const range of rangesOf(attributes, context)) fillInDefaults(range, attributes.object as unknown as Pod);
  },
  validate(attributes, context) {
    const pod = isPodWrite(attributes);
    if (!pod && !isClaimWrite(attributes)) return;
    for (const range of rangesOf(attributes, context)) {
      const why = pod
        ? podViolations(range, attributes.object as unknown as Pod)
        : claimViolations(range, attributes.object as unknown as PersistentVolumeClaim);
      if (why !== '') throw refusal(attributes, why);
    }
  },
};

/** The resources of a pod that is there change by way of `resize` alone. */
function isPodWrite(attributes: AdmissionAttributes): boolean {
  const { operation, subresource, object } = attributes;
  if (!object || !isAbout(attributes, 'pods', 'resize')) return false;
  return subresource === 'resize' ? operation === 'UPDATE' : operation === 'CREATE';
}

function isClaimWrite(attributes: AdmissionAttributes): boolean {
  const { operation, object } = attributes;
  return object !== undefined && (operation === 'CREATE' || operation === 'UPDATE') && isAbout(attributes, 'persistentvolumeclaims');
}

function rangesOf({ namespace, operation, previous }: AdmissionAttributes, { api }: KindContext): readonly LimitRange[] {
  // What goes away may still be written to: finalizers come off.
  if (operation === 'UPDATE' && previous?.metadata.deletionTimestamp) return [];
  return api.list('limitranges', namespace);
}
