import { boolFlag, int32Flag, stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreatePriorityClass extends KubectlCommand {
  static override summary = 'Create a priority class with the specified name';
  static override description = 'Create a priority class: a name for how important pods are when there is not room for all.';
  static override aliases = ['pc'];
  static override examples = [
    '# A priority class\nkubectl create priorityclass high-priority --value=1000 --description="high priority"',
    '# The one for pods that name none\nkubectl create priorityclass default-priority --value=1000 --global-default=true --description="default priority"',
    '# One whose pods push nobody out\nkubectl create priorityclass high-priority --value=1000 --description="high priority" --preemption-policy="Never"',
  ];
  static override usage = 'create priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    description: stringFlag({ description: 'What the class is for.' }),
    'global-default': boolFlag({ description: 'If true, pods that name no class have this one.' }),
    'preemption-policy': stringFlag({
      default: 'PreemptLowerPriority',
      description: 'Whether pods may push out others: PreemptLowerPriority or Never.',
    }),
    value: int32Flag({ description: 'The priority; more is more important.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreatePriorityClass>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    const object = {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value: flags.value,
      globalDefault: flags['global-default'],
      description: flags.description,
      preemptionPolicy: flags['preemption-policy'],
    };
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      () => ({ object, failure: 'failed to create priorityclass: ' }),
    );
  }
}
