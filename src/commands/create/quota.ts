import { parseQuantity, QuantityError } from '../../api/quantity.ts';
import { UserError } from '../../api/user-error.ts';
import { stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreateQuota extends KubectlCommand {
  static override summary = 'Create a quota with the specified name';
  static override description = 'Create a resource quota: what the objects of a namespace may use together.';
  static override aliases = ['resourcequota'];
  static override examples = [
    '# Limits of all kinds\nkubectl create quota my-quota --hard=cpu=1,memory=1G,pods=2,services=3,secrets=5',
    '# Only for pods without requests and limits\nkubectl create quota best-effort --hard=pods=100 --scopes=BestEffort',
  ];
  static override usage =
    'create quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    hard: stringFlag({ description: 'Limits as RESOURCE=QUANTITY pairs between commas.' }),
    scopes: stringFlag({ description: 'What the quota counts, between commas.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateQuota>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      () => {
        const hard = parseHard(flags.hard);
        const scopes = flags.scopes === '' ? [] : flags.scopes.split(',');
        const spec = { ...(Object.keys(hard).length > 0 ? { hard } : {}), ...(scopes.length > 0 ? { scopes } : {}) };
        return { object: { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec }, failure: 'failed to create quota: ' };
      },
    );
  }
}

function parseHard(text: string): Record<string, string> {
  const hard: Record<string, string> = {};
  if (text === '') return hard;
  for (const statement of text.split(',')) {
    const [resource = '', quantity, ...rest] = statement.split('=');
    if (quantity === undefined || rest.length > 0) throw new UserError(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
    try {
      parseQuantity(quantity);
    } catch (error) {
      throw error instanceof QuantityError ? new UserError(error.message) : error;
    }
    hard[resource] = quantity;
  }
  return hard;
}
