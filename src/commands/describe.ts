import { hasReason } from '../api/status.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag } from '../kubectl/argv/flags.ts';
import { allNamespacesFlag, chunkSizeFlag, filenameFlags, selectorFlag } from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import type { DescribeContext } from '../kubectl/describe/define.ts';
import { describerFor } from '../kubectl/describe/index.ts';
import { throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { addressOf, fetchList, fetchSelected, type ResourceInfo, type Selected } from '../kubectl/resources/builder.ts';
import { hasFiles, select } from '../kubectl/selection.ts';
import { openSession, type Session } from '../kubectl/session.ts';

export default class Describe extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Show details of a specific resource or group of resources';
  static override description =
    'Show objects in full, together with what belongs to them: the pods of a workload, the endpoints of a service, the events that concern them.\n\n' +
    'A name that does not exist stands for all objects whose names begin with it.';
  static override examples = [
    '# Describe a node\nkubectl describe nodes kubernetes-node-emt8.c.myproject.internal',
    '# Describe a pod\nkubectl describe pods/nginx',
    '# Describe a pod that a file names\nkubectl describe -f pod.json',
    '# Describe all pods\nkubectl describe pods',
    '# Describe pods by label\nkubectl describe pods -l name=myLabel',
    '# Describe all pods that a replica set called frontend has made\nkubectl describe pods frontend',
  ];
  static override usage = 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [options]';
  static override flags = {
    ...allNamespacesFlag,
    ...chunkSizeFlag,
    ...filenameFlags('naming the objects to describe.'),
    ...selectorFlag,
    'show-events': boolFlag({ default: true, description: 'If true, show the events that concern an object.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Describe>): Promise<void> {
    if (args.length === 0 && !hasFiles(flags)) {
      throw new UserError(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    }
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const allNamespaces = flags['all-namespaces'];
    const options = { args, files: flags, allNamespaces, labelSelector: flags.selector, emptyMeansAll: true, bareFileErrors: true };
    const selected = await select(session, options, failed);
    const pageSize = flags['chunk-size'];
    const infos = await fetchSelected(session.client, selected, failed, pageSize);
    const settings = { showEvents: flags['show-events'], pageSize };
    if (args.length === 2 && errors.length === 1 && hasReason(errors[0], 'NotFound') && selected.kind === 'infos') {
      await describeByPrefix(session, selected, errors[0], settings);
      return;
    }
    await describeAll(session, infos, settings, failed);
    if (infos.length === 0 && errors.length === 0) {
      io.stderr.write(allNamespaces ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`);
    }
    throwAll(errors);
  }
}

type Settings = Pick<DescribeContext, 'showEvents' | 'pageSize'>;

/** `pod front` when there is no pod of that name: all pods whose names begin with it, without their events. Throws what was wrong at first when there are none either. */
async function describeByPrefix(
  session: Session,
  { infos }: Extract<Selected, { kind: 'infos' }>,
  missing: unknown,
  settings: Settings,
): Promise<void> {
  const [only] = infos;
  if (infos.length !== 1 || !only) throw missing;
  const { resource, namespace, name } = only;
  const all = await fetchList(session.client, { resource, ...(resource.namespaced ? { namespace } : {}) }, settings.pageSize);
  const matching = all.filter((info) => info.name.startsWith(name));
  if (matching.length === 0) throw missing;
  for (const info of matching) session.io.stdout.write(`${await describeOne(session, info, { ...settings, showEvents: false })}\n`);
}

/** Prints one description after another. Events are shown of a single object only. */
async function describeAll(
  session: Session,
  infos: readonly ResourceInfo[],
  settings: Settings,
  failed: (error: unknown) => void,
): Promise<void> {
  const showEvents = settings.showEvents && infos.length === 1;
  let before = '';
  for (const info of infos) {
    try {
      session.io.stdout.write(before + (await describeOne(session, info, { ...settings, showEvents })));
      before = '\n\n';
    } catch (error) {
      failed(error);
    }
  }
}

/** Of the object as it is now: describers fetch theirs themselves. */
async function describeOne({ client }: Session, { resource, namespace, name }: ResourceInfo, settings: Settings): Promise<string> {
  const { body } = await client.request({ ...addressOf(resource), verb: 'get', namespace, name });
  return describerFor(resource)(body, { client, now: client.clock.now(), resource, ...settings });
}
