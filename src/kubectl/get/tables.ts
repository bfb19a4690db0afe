import type { ApiResource } from '../../api/client.ts';
import { groupResource, type KubeObject } from '../../api/object.ts';
import { humanDuration } from '../../api/time.ts';
import { createTablePrinter, type PrintableTable, type TableOptions } from '../printers/table.ts';
import { sortTables } from '../printers/sort.ts';
import type { TerminalLook } from '../printers/terminal.ts';
import { fetchInfo, fetchList, requestList, type ResourceInfo, type ResourceList, type Selected } from '../resources/builder.ts';
import type { Session } from '../session.ts';
import { pageSize, type GetFlags } from './options.ts';

/** The printed form of one list or one object. */
export interface ResourceTable {
  resource: ApiResource;
  table: PrintableTable;
}

/** Asks the server for tables, one for each list or named object; what fails is handed to `failed`. */
export async function fetchTables(
  session: Session,
  selected: Selected,
  flags: GetFlags,
  failed: (error: unknown) => void,
): Promise<ResourceTable[]> {
  const tables: ResourceTable[] = [];
  const requests = selected.kind === 'lists' ? selected.lists : selected.infos;
  for (const request of requests) {
    try {
      const table = 'name' in request ? await oneTable(session, request, flags) : await listTable(session, request, flags);
      tables.push({ resource: request.resource, table });
    } catch (error) {
      failed(error);
    }
  }
  return tables;
}

/** The form that the server is asked for. Rows carry whole objects only where they are to be sorted. */
export function tableRequest(flags: GetFlags): { representation: 'Table'; includeObject?: 'Object' } {
  return { representation: 'Table', ...(flags['sort-by'] === '' ? {} : { includeObject: 'Object' }) };
}

async function oneTable(session: Session, info: ResourceInfo, flags: GetFlags): Promise<PrintableTable> {
  const subresource = flags.subresource === '' ? {} : { subresource: flags.subresource };
  const form = flags['server-print'] ? tableRequest(flags) : {};
  const object = (await fetchInfo(session.client, info, { ...subresource, ...form })).object as KubeObject;
  // Some sub-resources have no columns: the object comes as it is.
  return object.kind === 'Table' ? (object as unknown as PrintableTable) : plainTable([object], session.client.clock.now());
}

async function listTable(session: Session, list: ResourceList, flags: GetFlags): Promise<PrintableTable> {
  if (!flags['server-print']) {
    const infos = await fetchList(session.client, list, pageSize(flags));
    return plainTable(
      infos.map(({ object }) => object as KubeObject),
      session.client.clock.now(),
    );
  }
  return (await requestList(session.client, list, { ...tableRequest(flags), limit: pageSize(flags) })) as unknown as PrintableTable;
}

/** What kubectl prints of objects by itself: name and age. */
function plainTable(objects: readonly KubeObject[], now: number): PrintableTable {
  return {
    columnDefinitions: [
      { name: 'Name', type: 'string', format: 'name' },
      { name: 'Age', type: 'string' },
    ],
    rows: objects.map((object) => {
      const { name = '', creationTimestamp } = object.metadata;
      return { cells: [name, creationTimestamp ? humanDuration(now - Date.parse(creationTimestamp)) : '<unknown>'], object };
    }),
  };
}

export function tableOptions(flags: GetFlags, resource: ApiResource | undefined): TableOptions {
  return {
    noHeaders: flags['no-headers'],
    wide: flags.output === 'wide',
    withNamespace: flags['all-namespaces'] && resource?.namespaced === true,
    showLabels: flags['show-labels'],
    labelColumns: flags['label-columns'],
  };
}

/** What stands before names when several types are shown: `deployment.apps`. */
export function kindPrefix(resource: ApiResource): string {
  return groupResource(resource.group, resource.kind.toLowerCase());
}

/** Prints the tables, a block for each run of one type. Returns whether anything was printed. */
export function printTables(
  tables: readonly ResourceTable[],
  flags: GetFlags,
  write: (text: string) => void,
  look: TerminalLook = {},
): boolean {
  const types = new Set(tables.map(({ resource }) => kindPrefix(resource) + resource.version));
  const showKind = flags['show-kind'] || types.size > 1;
  const sorted = sortTables(
    tables.map(({ table }) => table),
    flags['sort-by'],
  );
  let printed = false;
  let last: ApiResource | undefined;
  let withNamespace = false;
  const counted = (text: string): void => {
    printed = true;
    write(text);
  };
  const printer = createTablePrinter(counted, { ...tableOptions(flags, tables[0]?.resource), paintStatus: look.paintStatus });
  tables.forEach(({ resource }, index) => {
    const table = sorted[index];
    if (!table?.rows?.length) return;
    const options = tableOptions(flags, resource);
    // After a namespaced type the column stays, empty where there are no namespaces.
    withNamespace ||= options.withNamespace === true;
    if (!last || kindPrefix(last) !== kindPrefix(resource)) printer.startGroup({ ...options, withNamespace });
    last = resource;
    printer.print(table, showKind ? { kind: kindPrefix(resource) } : {});
  });
  printer.flush();
  return printed;
}
