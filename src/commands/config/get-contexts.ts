import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import { boolFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import type { InputOf } from '../../kubectl/command.ts';
import { BareError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';

const COLUMNS = ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'];

export default class GetContexts extends KubeconfigCommand {
  static override summary = 'Describe one or many contexts';
  static override description = 'Display one or many contexts of the kubeconfig; the current one is marked.';
  static override examples = [
    '# List all contexts\nkubectl config get-contexts',
    '# Describe one context\nkubectl config get-contexts my-context',
  ];
  static override usage = 'config get-contexts [(-o|--output=)name)]';
  static override flags = {
    'no-headers': boolFlag({ description: 'When using the default output format, leave out the headers.' }),
    output: stringFlag({ short: 'o', description: 'Output format. One of: (name).' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof GetContexts>): Promise<void> {
    const { output } = flags;
    if (output !== '' && output !== 'name')
      throw new HostError(`--output ${output} is not available in kubectl config get-contexts; resetting to default output format`);
    const { contexts, currentContext } = await this.readConfig(io, flags);
    const names = args.length > 0 ? args : [...contexts.keys()];
    const found = names.filter((name) => contexts.has(name)).sort();
    if (output === 'name') io.stdout.write(found.map((name) => `${name}\n`).join(''));
    else {
      const rows = found.map((name) => {
        const { cluster = '', user = '', namespace = '' } = contexts.get(name)!;
        return [name === currentContext ? '*' : '', name, cluster, user, namespace];
      });
      io.stdout.write(aligned(flags['no-headers'] ? rows : [COLUMNS, ...rows]));
    }
    const missing = names.filter((name) => !contexts.has(name)).map((name) => `context ${name} not found`);
    if (missing.length === 1) throw new HostError(missing[0]!);
    if (missing.length > 1) throw new BareError(missing.join('\n'));
  }
}

function aligned(rows: readonly (readonly string[])[]): string {
  const width = (column: number): number => Math.max(6, ...rows.map((row) => [...(row[column] ?? '')].length + 3));
  const widths = COLUMNS.slice(0, -1).map((_, column) => width(column));
  return rows
    .map(
      (row) =>
        `${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - (widths[column] ? [...cell].length : 0))).join('')}\n`,
    )
    .join('');
}
