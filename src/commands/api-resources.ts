import type { ApiResource } from '../api/client.ts';
import { formatGroupVersion, groupResource } from '../api/object.ts';
import { compareText } from '../api/text-order.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag, listFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { preferredResources } from '../kubectl/discovery/preferred.ts';
import { UsageError } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { outputFormats, printerFor } from '../kubectl/printers/index.ts';
import { createTablePrinter } from '../kubectl/printers/table.ts';

const COLUMNS = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'];
const WIDE_COLUMNS = ['VERBS', 'CATEGORIES'];
const FORMATS = [...outputFormats.data, 'name', 'wide'] as const;

export default class ApiResources extends KubectlCommand {
  static override summary = 'Print the supported API resources on the server';
  static override description = 'Print the resource types of the server, by group and name.';
  static override examples = [
    '# All types\nkubectl api-resources',
    '# With what can be done with them\nkubectl api-resources -o wide',
    '# Sorted by a column\nkubectl api-resources --sort-by=name',
    '# Those that belong to namespaces\nkubectl api-resources --namespaced=true',
    '# Those of one group\nkubectl api-resources --api-group=rbac.authorization.k8s.io',
  ];
  static override usage = 'api-resources [flags] [options]';
  static override flags = {
    'api-group': stringFlag({ description: 'Only the types of this group.' }),
    cached: boolFlag({ description: 'Be content with what is remembered of the server, if anything is.' }),
    categories: listFlag({ description: 'Only types of these categories.' }),
    namespaced: boolFlag({
      default: true,
      description: 'If given: only types that belong to namespaces, or with false those that do not.',
    }),
    'no-headers': boolFlag({ description: 'Leave the header of the table out.' }),
    output: stringFlag({ short: 'o', description: 'Output format. One of: (json, yaml, kyaml, name, wide).' }),
    'show-managed-fields': boolFlag({ description: 'If true, print managedFields too. Types have none.' }),
    'sort-by': stringFlag({ description: 'Sort by this column: name or kind.' }),
    verbs: listFlag({ description: 'Only types that know these verbs.' }),
  };

  protected override async execute(io: Io, { flags, args, changed }: InputOf<typeof ApiResources>): Promise<void> {
    if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`);
    if (!['', 'name', 'kind'].includes(flags['sort-by'])) throw new UserError('--sort-by accepts only name or kind');
    const write = (text: string): void => io.stdout.write(text);
    const print = flags.output === 'name' ? undefined : await printerFor(flags.output, { write, allowed: FORMATS, keyOrder: 'given' });
    const { client } = await this.connect(flags);
    const wanted = (resource: ApiResource): boolean =>
      resource.verbs.length > 0 &&
      (!changed('api-group') || resource.group === flags['api-group']) &&
      (!changed('namespaced') || resource.namespaced === flags.namespaced) &&
      flags.verbs.every((verb) => resource.verbs.includes(verb)) &&
      flags.categories.every((category) => resource.categories?.includes(category));
    const resources = sorted(preferredResources(await client.discovery({ fresh: !flags.cached })).filter(wanted), flags['sort-by']);
    if (flags.output === 'name') resources.forEach(({ group, name }) => write(`${groupResource(group, name)}\n`));
    else if (print) print({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources: resources.map(inGoOrder) });
    else printTable(write, resources, flags.output === 'wide', flags['no-headers']);
  }
}

/** The fields in the order of the Go struct; those that are empty are left out. */
function inGoOrder({ name, singularName, namespaced, group, version, kind, verbs, shortNames, categories }: ApiResource): object {
  return {
    name,
    singularName,
    namespaced,
    ...(group === '' ? {} : { group }),
    version,
    kind,
    verbs,
    ...(shortNames?.length ? { shortNames } : {}),
    ...(categories?.length ? { categories } : {}),
  };
}

function sorted(resources: readonly ApiResource[], by: string): ApiResource[] {
  const key = ({ name, kind, group }: ApiResource): string => (by === 'name' ? name : by === 'kind' ? kind : group);
  return [...resources].sort((a, b) => compareText(key(a), key(b)) || compareText(a.name, b.name));
}

function printTable(write: (text: string) => void, resources: readonly ApiResource[], wide: boolean, noHeaders: boolean): void {
  const printer = createTablePrinter(write, { noHeaders });
  const columnDefinitions = [...COLUMNS, ...(wide ? WIDE_COLUMNS : [])].map((name) => ({ name, type: 'string' }));
  const rows = resources.map(({ name, shortNames = [], group, version, namespaced, kind, verbs, categories = [] }) => ({
    cells: [
      name,
      shortNames.join(','),
      formatGroupVersion(group, version),
      String(namespaced),
      kind,
      ...(wide ? [verbs.join(','), categories.join(',')] : []),
    ],
  }));
  // Unlike tables of objects, this one has its header even when nothing is below it.
  if (rows.length === 0 && !noHeaders) write(`${columnDefinitions.map(({ name }) => name).join('   ')}\n`);
  printer.print({ columnDefinitions, rows });
  printer.flush();
}
