import { inStructOrder } from '../api/schema/struct-order.ts';
import type { CoreEvent } from '../api/types.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { eventsFieldSelector, eventsFlags, typeFilter, type EventsFlags } from '../kubectl/events/options.ts';
import { eventCells, eventTimeOf, HEADINGS } from '../kubectl/events/rows.ts';
import type { Io } from '../kubectl/io.ts';
import { outputFormats, printerFor, type ObjectPrinter } from '../kubectl/printers/index.ts';
import { createTablePrinter } from '../kubectl/printers/table.ts';
import { alignTabs, tableTabs } from '../kubectl/printers/tabwriter.ts';
import { filesOf } from '../kubectl/resources/files.ts';
import { PAGE_SIZE, requestPages } from '../kubectl/resources/pages.ts';
import { openSession, type Session } from '../kubectl/session.ts';

const EVENTS = { group: '', version: 'v1', resource: 'events' };

export default class Events extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'List events';
  static override description =
    'Show the events of the namespace, oldest first: all of them, those that concern one object, or those of some types.';
  static override examples = [
    '# The recent events of the namespace\nkubectl events',
    '# Those of all namespaces\nkubectl events --all-namespaces',
    '# Those that concern a pod, and those to come\nkubectl events --for pod/web-pod-13je7 --watch',
    '# As YAML\nkubectl events -oyaml',
    '# Only warnings\nkubectl events --types=Warning',
  ];
  static override usage =
    'events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]';
  static override flags = eventsFlags;

  protected override async execute(io: Io, { flags }: InputOf<typeof Events>): Promise<void> {
    const print = await printerFor(flags.output, {
      keyOrder: 'given',
      write: (text) => io.stdout.write(text),
      allowed: outputFormats.objects,
      template: flags.template,
      allowMissingTemplateKeys: flags['allow-missing-template-keys'],
      showManagedFields: flags['show-managed-fields'],
      typedNumbers: true,
      files: filesOf(io),
    });
    const session = await openSession(await this.connect(flags), io);
    const fieldSelector = eventsFieldSelector(session, flags);
    const wanted = typeFilter(flags);
    const where = {
      ...EVENTS,
      ...(flags['all-namespaces'] ? {} : { namespace: session.namespace }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    };
    if (flags.watch) {
      await watchEvents(session, where, flags, wanted, print);
      return;
    }
    const body = await requestPages(session.client, { verb: 'list', ...where, limit: PAGE_SIZE });
    const events = ((body['items'] ?? []) as CoreEvent[])
      .filter(({ type }) => wanted(type))
      .sort((a, b) => eventTimeOf(a) - eventTimeOf(b));
    if (events.length === 0) {
      io.stderr.write(flags['all-namespaces'] ? 'No events found.\n' : `No events found in ${session.namespace} namespace.\n`);
    } else if (print) {
      const items = events.map((event) => inStructOrder({ ...event, apiVersion: 'v1', kind: 'Event' }));
      print({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items });
    } else io.stdout.write(tableText(events, flags, session.client.clock.now()));
  }
}

function tableText(events: readonly CoreEvent[], flags: EventsFlags, now: number): string {
  const withNamespace = flags['all-namespaces'];
  const rows = events.map((event) => [...(withNamespace ? [event.metadata.namespace ?? ''] : []), ...eventCells(event, now)]);
  const header = [...(withNamespace ? ['NAMESPACE'] : []), ...HEADINGS];
  return alignTabs([...(flags['no-headers'] ? [] : [header]), ...rows].map((cells) => `${cells.join('\t')}\n`).join(''), tableTabs);
}

async function watchEvents(
  { client, io }: Session,
  where: Parameters<Session['client']['watch']>[0],
  flags: EventsFlags,
  wanted: (type: string | undefined) => boolean,
  print: ObjectPrinter | undefined,
): Promise<void> {
  const options = { withNamespace: flags['all-namespaces'], noHeaders: flags['no-headers'] };
  const table = createTablePrinter((text) => io.stdout.write(text), options);
  const columnDefinitions = HEADINGS.map((name) => ({ name, type: 'string' }));
  for await (const { type, object } of client.watch(where, { signal: io.signal })) {
    if (type !== 'ADDED' && type !== 'MODIFIED') continue;
    const event = object as unknown as CoreEvent;
    if (!wanted(event.type)) continue;
    if (print) print(object);
    else {
      table.print({ columnDefinitions, rows: [{ cells: eventCells(event, client.clock.now()), object }] });
      table.flush();
    }
  }
}
