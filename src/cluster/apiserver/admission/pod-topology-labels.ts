import type { Binding, Pod } from '../../../api/types.ts';
import type { KindContext } from '../../kinds/define.ts';
import { isAbout, type AdmissionPlugin } from './plugin.ts';

const KEYS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** Where a pod runs can be read off its labels: those of its node come along when it is bound. They replace labels of its own. */
export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  admit(attributes, context) {
    const { operation, object, subresource } = attributes;
    if (operation !== 'CREATE' || !object || !isAbout(attributes, 'pods', 'binding')) return;
    const node = subresource === 'binding' ? boundTo(object as unknown as Binding) : (object as unknown as Pod).spec?.nodeName;
    const labels = node ? topologyOf(node, context) : {};
    if (Object.keys(labels).length > 0) object.metadata = { ...object.metadata, labels: { ...object.metadata?.labels, ...labels } };
  },
};

function boundTo({ target }: Binding): string | undefined {
  return target?.kind === 'Node' ? target.name : undefined;
}

function topologyOf(name: string, { api }: KindContext): Record<string, string> {
  const labels = api.get('nodes', '', name)?.metadata.labels ?? {};
  return Object.fromEntries(KEYS.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]])));
}
