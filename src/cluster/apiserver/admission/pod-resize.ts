import { parseQuantity, toInteger, toMilli } from '../../../api/quantity.ts';
import type { Pod } from '../../../api/types.ts';
import { podRequests } from '../../scheduler/pod-requests.ts';
import { isAbout, refusal, type AdmissionPlugin } from './plugin.ts';

const OS_LABEL = 'kubernetes.io/os';

/** A pod cannot be resized beyond what its whole node has to give. */
export const podResizeAdmission: AdmissionPlugin = {
  name: 'PodResizeValidator',
  validate(attributes, { api }) {
    const { operation, subresource, object, previous } = attributes;
    if (operation !== 'UPDATE' || subresource !== 'resize' || !object || !isAbout(attributes, 'pods', 'resize')) return;
    const { spec, metadata } = object as unknown as Pod;
    if (!spec?.nodeName || metadata.generation === previous?.metadata.generation) return;
    const node = api.get('nodes', '', spec.nodeName);
    if (!node) throw refusal(attributes, `node "${spec.nodeName}" not found`);
    const { amounts } = podRequests(spec);
    const allocatable = node.status?.allocatable ?? {};
    const room = { cpu: toMilli(parseQuantity(allocatable['cpu'] ?? '0')), memory: toInteger(parseQuantity(allocatable['memory'] ?? '0')) };
    const excess = (['cpu', 'memory'] as const)
      .filter((name) => (amounts.get(name) ?? 0) > room[name])
      .map((name) => `${name}, requested: ${amounts.get(name) ?? 0}, allocatable: ${room[name]}`);
    if (excess.length > 0) throw refusal(attributes, `Node didn't have enough allocatable resources: ${excess.join('; ')}`);
    const os = node.metadata.labels?.[OS_LABEL];
    if (os !== 'linux') throw refusal(attributes, `pod resize is only supported on linux nodes, node "${spec.nodeName}" is "${os ?? ''}"`);
  },
};
