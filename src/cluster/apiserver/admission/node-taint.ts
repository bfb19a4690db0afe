import type { Node } from '../../../api/types.ts';
import { isAbout, type AdmissionPlugin } from './plugin.ts';

const NOT_READY = { effect: 'NoSchedule', key: 'node.kubernetes.io/not-ready' };

/** A new node takes no pods until the node controller has seen that it is ready. */
export const nodeTaint: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  admit(attributes) {
    const { operation, object } = attributes;
    if (operation !== 'CREATE' || !object || !isAbout(attributes, 'nodes')) return;
    const node = object as unknown as Node;
    const taints = node.spec?.taints ?? [];
    if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) return;
    node.spec = { ...node.spec, taints: [...taints, { ...NOT_READY }] };
  },
};
