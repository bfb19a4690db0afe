import { UserError } from '../../api/user-error.ts';
import { fieldManagerFlag, printFlags } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';
import { changeWorkloads, type WorkloadChange } from '../../kubectl/rollout/patch-workload.ts';
import { groupKindOf } from '../../kubectl/rollout/group-kind.ts';
import { rolloutFlags } from '../../kubectl/rollout/select.ts';

const resume: WorkloadChange = {
  done: 'resumed',
  patch({ resource, object }) {
    if (groupKindOf(resource) !== 'Deployment.apps') throw new UserError('resuming is not supported');
    if (object?.['spec']?.paused !== true) throw new UserError('is not paused');
    return { spec: { paused: null } };
  },
};

export default class RolloutResume extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Resume a paused resource';
  static override description = 'Resume a paused deployment: what has changed meanwhile is rolled out in one go.';
  static override examples = ['# Resume a paused deployment\nkubectl rollout resume deployment/nginx'];
  static override usage = 'rollout resume RESOURCE [options]';
  static override flags = { ...rolloutFlags, ...fieldManagerFlag('kubectl-rollout'), ...printFlags() };

  protected override execute(io: Io, { flags, args }: InputOf<typeof RolloutResume>): Promise<void> {
    return changeWorkloads(resume, io, args, flags, () => this.connect(flags));
  }
}
