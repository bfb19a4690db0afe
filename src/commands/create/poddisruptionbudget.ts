import { parseIntOrString } from '../../api/int-or-string.ts';
import { UserError } from '../../api/user-error.ts';
import { stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import { labelSelectorOf } from '../../kubectl/create/label-selector.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreatePodDisruptionBudget extends KubectlCommand {
  static override summary = 'Create a pod disruption budget with the specified name';
  static override description =
    'Create a pod disruption budget: how many of the selected pods evictions have to leave running, or may take away.';
  static override aliases = ['pdb'];
  static override examples = [
    '# At least one pod with the label app=rails stays\nkubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1',
    '# At least half of them stay\nkubectl create pdb my-pdb --selector=app=nginx --min-available=50%',
  ];
  static override usage = 'create poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    'max-unavailable': stringFlag({ description: 'How many pods may be missing, as a number or a percentage.' }),
    'min-available': stringFlag({ description: 'How many pods have to stay, as a number or a percentage.' }),
    selector: stringFlag({ description: 'Which pods it is for, as a label query.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreatePodDisruptionBudget>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      () => {
        const { 'min-available': min, 'max-unavailable': max } = flags;
        if (flags.selector === '') throw new UserError('a selector must be specified');
        if (min === '' && max === '') throw new UserError('one of min-available or max-unavailable must be specified');
        if (min !== '' && max !== '') throw new UserError('min-available and max-unavailable cannot be both specified');
        const spec = {
          selector: labelSelectorOf(flags.selector),
          ...(min === '' ? {} : { minAvailable: amount(min, 'min-available') }),
          ...(max === '' ? {} : { maxUnavailable: amount(max, 'max-unavailable') }),
        };
        return {
          object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec },
          failure: 'failed to create poddisruptionbudgets: ',
        };
      },
    );
  }
}

function amount(text: string, flag: string): number | string {
  if (!/^[0-9]+%?$/.test(text)) throw new UserError(`invalid format specified for ${flag}`);
  return parseIntOrString(text);
}
