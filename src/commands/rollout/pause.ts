import { UserError } from '../../api/user-error.ts';
import { fieldManagerFlag, printFlags } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';
import { changeWorkloads, type WorkloadChange } from '../../kubectl/rollout/patch-workload.ts';
import { groupKindOf } from '../../kubectl/rollout/group-kind.ts';
import { rolloutFlags } from '../../kubectl/rollout/select.ts';

const pause: WorkloadChange = {
  done: 'paused',
  patch({ resource, object }) {
    if (groupKindOf(resource) !== 'Deployment.apps') throw new UserError('pausing is not supported');
    if (object?.['spec']?.paused === true) throw new UserError('is already paused');
    return { spec: { paused: true } };
  },
};

export default class RolloutPause extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Mark the provided resource as paused';
  static override description = 'Pause a deployment: changes of its template start no rollout until it is resumed.';
  static override examples = ['# Pause a deployment\nkubectl rollout pause deployment/nginx'];
  static override usage = 'rollout pause RESOURCE [options]';
  static override flags = { ...rolloutFlags, ...fieldManagerFlag('kubectl-rollout'), ...printFlags() };

  protected override execute(io: Io, { flags, args }: InputOf<typeof RolloutPause>): Promise<void> {
    return changeWorkloads(pause, io, args, flags, () => this.connect(flags));
  }
}
