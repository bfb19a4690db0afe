import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Pod } from '../api/types.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag, intFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { parseFileSpec, type FileSpec } from '../kubectl/cp/file-spec.ts';
import type { Io } from '../kubectl/io.ts';
import { chosenContainer, isCompleted } from '../kubectl/pods/attachable.ts';
import { openSession } from '../kubectl/session.ts';

export default class Cp extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Copy files and directories to and from containers';
  static override description =
    'Copy files and folders to and from containers. Containers of kubesim cannot do that yet: everything is checked, and then this is said.';
  static override examples = [
    '# A folder into pod some-pod\nkubectl cp /tmp/foo_dir some-pod:/tmp/bar_dir',
    '# A file into one of its containers\nkubectl cp /tmp/foo some-pod:/tmp/bar -c specific-container',
    '# A file out of a pod of another namespace\nkubectl cp some-namespace/some-pod:/tmp/foo /tmp/bar',
  ];
  static override usage = 'cp <file-spec-src> <file-spec-dest>';
  static override flags = {
    container: stringFlag({
      short: 'c',
      description: 'The container. If not given, the one that the annotation kubectl.kubernetes.io/default-container names, or the first.',
    }),
    'no-preserve': boolFlag({ description: 'Owners and permissions are not kept in the container.' }),
    retries: intFlag({ description: 'How often to try again to copy from a container; negative: without end.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Cp>): Promise<void> {
    if (args.length !== 2) throw new UserError('source and destination are required');
    const [source, destination] = args.map(parseFileSpec) as [FileSpec, FileSpec];
    if (source.pod !== '' && destination.pod !== '') throw new UserError('one of src or dest must be a local file specification');
    if (source.pod === '' && destination.pod === '') throw new UserError('one of src or dest must be a remote file specification');
    if (source.path === '' || destination.path === '') throw new UserError('filepath can not be empty');
    if (source.pod === '' && !(await exists(resolve(io.cwd, source.path)))) {
      throw new UserError(`${source.path} doesn't exist in local filesystem`);
    }
    const { client, namespace } = await openSession(await this.connect(flags), io);
    const { pod: name, namespace: own } = source.pod === '' ? destination : source;
    const { body } = await client.request({ verb: 'get', group: '', version: 'v1', resource: 'pods', namespace: own || namespace, name });
    const pod = body as unknown as Pod;
    if (isCompleted(pod)) {
      throw new UserError(`cannot exec into a container in a completed pod; current phase is ${pod.status?.phase}`);
    }
    chosenContainer(pod, flags.container, (text) => io.stderr.write(text));
    throw new UserError('copying to and from containers is not supported by kubesim yet');
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
