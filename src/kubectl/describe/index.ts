import type { ApiResource } from '../../api/client.ts';
import type { Describer } from './define.ts';
import { describeDaemonSet } from './daemon-set.ts';
import { describeDeployment } from './deployment.ts';
import { describeGeneric } from './generic.ts';
import { describeNode } from './node.ts';
import { describePodDisruptionBudget } from './pod-disruption-budget.ts';
import { describePod } from './pod.ts';
import { describeReplicaSet, describeReplicationController } from './replica-sets.ts';
import { describeService } from './service.ts';

/** By group and kind. */
const describers: Readonly<Record<string, Describer>> = {
  '/Node': describeNode,
  '/Pod': describePod,
  '/ReplicationController': describeReplicationController,
  '/Service': describeService,
  'apps/DaemonSet': describeDaemonSet,
  'apps/Deployment': describeDeployment,
  'apps/ReplicaSet': describeReplicaSet,
  'policy/PodDisruptionBudget': describePodDisruptionBudget,
};

export function describerFor({ group, kind }: ApiResource): Describer {
  return describers[`${group}/${kind}`] ?? describeGeneric;
}
