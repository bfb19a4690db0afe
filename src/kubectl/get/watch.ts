import type { WatchRequest } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import type { ObjectPrinter } from '../printers/index.ts';
import { createTablePrinter, type PrintableTable } from '../printers/table.ts';
import { terminalLook } from '../printers/terminal.ts';
import { addressOf, fetchInfo, requestList, type ResourceList, type Selected } from '../resources/builder.ts';
import type { Session } from '../session.ts';
import type { GetFlags } from './options.ts';
import { kindPrefix, tableOptions } from './tables.ts';

/** Prints what there is (unless --watch-only) and then every change, until interrupted. `print` undefined: as rows of one growing table. */
export async function watchAndPrint(
  session: Session,
  selected: Selected,
  flags: GetFlags,
  print: ObjectPrinter | undefined,
): Promise<void> {
  const list = watched(selected);
  const { resource, ...selectors } = list;
  const first = selected.kind === 'infos' ? selected.infos[0] : undefined;
  // A named object must be there.
  if (first && !flags['ignore-not-found']) await fetchInfo(session.client, first);
  const representation = print ? ({} as const) : ({ representation: 'Table', includeObject: 'Metadata' } as const);
  const initial = await requestList(session.client, list, representation);
  const emit = print ? objectEmitter(flags, print) : rowEmitter(session, flags, list);
  if (!flags['watch-only']) {
    if (print) for (const item of (initial['items'] ?? []) as KubeObject[]) emit('ADDED', withType(item, list));
    else emit('ADDED', initial);
  }
  const request: WatchRequest = {
    ...addressOf(resource),
    ...selectors,
    ...representation,
    resourceVersion: initial.metadata.resourceVersion ?? '',
  };
  for await (const { type, object } of session.client.watch(request, { signal: session.io.signal })) {
    if (type !== 'BOOKMARK') emit(type, object);
  }
}

type Emit = (event: string, object: KubeObject) => void;

function objectEmitter(flags: GetFlags, print: ObjectPrinter): Emit {
  return (type, object) => print(flags['output-watch-events'] ? { type, object } : object);
}

function rowEmitter(session: Session, flags: GetFlags, { resource }: ResourceList): Emit {
  const look = terminalLook(session.io);
  const options = {
    ...tableOptions(flags, resource),
    outputEvents: flags['output-watch-events'],
    paintStatus: look?.paintStatus,
    cutAt: look?.columns,
  };
  const printer = createTablePrinter((text) => session.io.stdout.write(text), options);
  return (event, object) => {
    printer.print(object as unknown as PrintableTable, { event, ...(flags['show-kind'] ? { kind: kindPrefix(resource) } : {}) });
    printer.flush();
  };
}

/** The one list that is watched: of a type, or of a single name. */
function watched(selected: Selected): ResourceList {
  const several = selected.kind === 'lists' ? selected.lists.length : selected.infos.length;
  if (several > 1) throw new UserError('you may only specify a single resource type');
  if (selected.kind === 'lists') return selected.lists[0] as ResourceList;
  const [info] = selected.infos;
  if (!info) throw new UserError('watch is only supported on individual resources and resource collections');
  return {
    resource: info.resource,
    ...(info.namespace === '' ? {} : { namespace: info.namespace }),
    fieldSelector: `metadata.name=${info.name}`,
  };
}

function withType(item: KubeObject, { resource }: ResourceList): KubeObject {
  const apiVersion = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
  return { ...item, apiVersion: item.apiVersion ?? apiVersion, kind: item.kind ?? resource.kind };
}
