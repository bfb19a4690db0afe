import { forbidden } from '../../../api/status.ts';
import { SYSTEM_CLASSES } from '../../kinds/scheduling/priority-class.ts';
import type { AdmissionPlugin } from './plugin.ts';

/** Resolves a pod's priority class to its number; the global default class counts where none is named. The system's own classes stay. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  admit({ kind, operation, object, name, subresource, previous }, { api }) {
    if (kind.kind !== 'Pod' || kind.group !== '' || subresource !== '' || !object) return;
    const spec = object['spec'] as { priorityClassName?: string; priority?: number; preemptionPolicy?: string };
    if (operation === 'UPDATE') {
      // A pod keeps the priority it was admitted with.
      spec.priority ??= (previous?.['spec'] as typeof spec | undefined)?.priority;
      spec.preemptionPolicy ??= (previous?.['spec'] as typeof spec | undefined)?.preemptionPolicy;
      return;
    }
    if (operation !== 'CREATE') return;
    const classes = api.list('priorityclasses.scheduling.k8s.io');
    const chosen = spec.priorityClassName
      ? classes.find((candidate) => candidate.metadata.name === spec.priorityClassName)
      : classes.filter((candidate) => candidate.globalDefault).sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
    if (spec.priorityClassName && !chosen) {
      throw forbidden({ group: '', resource: 'pods' }, name, `no PriorityClass with name ${spec.priorityClassName} was found`);
    }
    const value = chosen?.value ?? 0;
    if (spec.priority !== undefined && spec.priority !== value) {
      const text = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
      throw forbidden({ group: '', resource: 'pods' }, name, text);
    }
    if (chosen && !spec.priorityClassName) spec.priorityClassName = chosen.metadata.name ?? '';
    spec.priority = value;
    const policy = chosen ? chosen.preemptionPolicy : 'PreemptLowerPriority';
    if (policy !== undefined && spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
      const text = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`;
      throw forbidden({ group: '', resource: 'pods' }, name, text);
    }
    if (policy !== undefined) spec.preemptionPolicy = policy;
  },
  validate({ kind, operation, name }) {
    if (operation !== 'DELETE' || kind.kind !== 'PriorityClass' || !Object.hasOwn(SYSTEM_CLASSES, name)) return;
    const text = 'this is a system priority class and cannot be deleted';
    throw forbidden({ group: kind.group, resource: kind.plural }, name, text);
  },
};
