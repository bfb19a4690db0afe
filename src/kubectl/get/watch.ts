import type { ApiResource } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import type { ObjectPrinter } from '../printers/index.ts';
import { sortTables } from '../printers/sort.ts';
import { createTablePrinter, type PrintableTable } from '../printers/table.ts';
import { terminalLook } from '../printers/terminal.ts';
import { addressOf, fetchInfo, requestList, withKind, type ResourceInfo, type ResourceList, type Selected } from '../resources/builder.ts';
import type { Session } from '../session.ts';
import { pageSize, type GetFlags } from './options.ts';
import { kindPrefix, tableOptions, tableRequest } from './tables.ts';

/** Prints what there is (unless --watch-only) and then every change, until interrupted. `print` undefined: as rows of one growing table. */
export async function watchAndPrint(
  session: Session,
  selected: Selected,
  flags: GetFlags,
  print: ObjectPrinter | undefined,
): Promise<void> {
  if (selected.kind === 'lists' || !selected.fromFiles) refuseSeveralTypes(selected);
  const { resource, objects, resourceVersion, selectors } = await present(session, selected, flags, print === undefined);
  if (flags['sort-by'] !== '') session.io.stderr.write('warning: --watch requested, --sort-by will be ignored for watch events received\n');
  const emit = print ? objectEmitter(flags, print) : rowEmitter(session, flags, resource);
  if (!flags['watch-only']) emit('ADDED', ...objects);
  if (!selectors) throw new UserError('you may only watch a single resource or type of resource at a time');
  const representation = print ? {} : ({ representation: 'Table' } as const);
  const request = { ...addressOf(resource), ...selectors, ...representation, resourceVersion };
  // A watch from the present on begins with the object itself, which has been shown.
  let known = resourceVersion === PRESENT;
  for await (const { type, object } of session.client.watch(request, { signal: session.io.signal })) {
    if (type === 'BOOKMARK') continue;
    if (!known) emit(type, object);
    known = false;
  }
}

const PRESENT = '0';

interface Present {
  resource: ApiResource;
  /** What is printed at first: objects, or tables. */
  objects: readonly KubeObject[];
  resourceVersion: string;
  /** What is watched; undefined where that is more than a watch can look at. */
  selectors?: Omit<ResourceList, 'resource'>;
}

async function present(session: Session, selected: Selected, flags: GetFlags, asTable: boolean): Promise<Present> {
  const { client } = session;
  const form = asTable ? tableRequest(flags) : {};
  if (selected.kind === 'infos') {
    const objects: KubeObject[] = [];
    for (const info of selected.infos) objects.push((await fetchInfo(client, info, form)).object as KubeObject);
    // Only now it is known that all that the files name is there.
    refuseSeveralTypes(selected);
    const [{ resource, namespace, name }] = selected.infos as [ResourceInfo];
    const selectors = { ...(namespace === '' ? {} : { namespace }), fieldSelector: `metadata.name=${name}` };
    return { resource, objects, resourceVersion: PRESENT, ...(objects.length === 1 ? { selectors } : {}) };
  }
  const [list] = selected.lists as [ResourceList];
  const { resource, ...selectors } = list;
  const whole = await requestList(client, list, { ...form, limit: pageSize(flags) });
  const objects = asTable
    ? (sortTables([whole as unknown as PrintableTable], flags['sort-by']) as unknown as KubeObject[])
    : ((whole['items'] ?? []) as KubeObject[]).map((item) => withKind(item, resource));
  return { resource, objects, resourceVersion: whole.metadata.resourceVersion ?? '', selectors };
}

/** Several objects of one type can be shown, though not watched; several types cannot even be shown. */
function refuseSeveralTypes(selected: Selected): void {
  const named = selected.kind === 'lists' ? selected.lists : selected.infos;
  const types = new Set(named.map(({ resource }) => `${resource.group}/${resource.version}/${resource.name}`));
  if (types.size < 2) return;
  if (selected.kind === 'infos' && selected.fromFiles)
    throw new UserError('watch is only supported on individual resources and resource collections - more than 1 resource was found');
  throw new UserError('you may only specify a single resource type');
}

type Emit = (event: string, ...objects: KubeObject[]) => void;

function objectEmitter(flags: GetFlags, print: ObjectPrinter): Emit {
  return (type, ...objects) => {
    for (const object of objects) print(flags['output-watch-events'] ? { type, object } : object);
  };
}

function rowEmitter(session: Session, flags: GetFlags, resource: ApiResource): Emit {
  const look = terminalLook(session.io);
  const options = {
    ...tableOptions(flags, resource),
    outputEvents: flags['output-watch-events'],
    paintStatus: look?.paintStatus,
    cutAt: look?.columns,
  };
  const printer = createTablePrinter((text) => session.io.stdout.write(text), options);
  const kind = flags['show-kind'] ? { kind: kindPrefix(resource) } : {};
  return (event, ...objects) => {
    for (const object of objects) printer.print(object as unknown as PrintableTable, { event, ...kind });
    printer.flush();
  };
}
