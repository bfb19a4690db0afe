import { formatRfc3339 } from '../../api/time.ts';
import { UserError } from '../../api/user-error.ts';
import { fieldManagerFlag, printFlags } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';
import { changeWorkloads, type WorkloadChange } from '../../kubectl/rollout/patch-workload.ts';
import { groupKindOf } from '../../kubectl/rollout/group-kind.ts';
import { rolloutFlags } from '../../kubectl/rollout/select.ts';

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

const restart: WorkloadChange = {
  done: 'restarted',
  patch({ resource, object }, now) {
    if (!['Deployment.apps', 'DaemonSet.apps', 'StatefulSet.apps'].includes(groupKindOf(resource)))
      throw new UserError('restarting is not supported');
    if (object?.['spec']?.paused === true) throw new UserError("can't restart paused deployment (run rollout resume first)");
    return { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: formatRfc3339(now) } } } } };
  },
  unchanged: 'if restart has already been triggered within the past second, please wait before attempting to trigger another',
};

export default class RolloutRestart extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Restart a resource';
  static override description = 'Replace all pods of a workload, by a rollout of the same template.';
  static override examples = ['# Restart all deployments of the namespace\nkubectl rollout restart deployment -n test-namespace'];
  static override usage = 'rollout restart RESOURCE [options]';
  static override flags = { ...rolloutFlags, ...fieldManagerFlag('kubectl-rollout'), ...printFlags() };

  protected override execute(io: Io, { flags, args }: InputOf<typeof RolloutRestart>): Promise<void> {
    return changeWorkloads(restart, io, args, flags, () => this.connect(flags));
  }
}
