import type { KubeObject } from '../api/object.ts';
import type { Node, Pod } from '../api/types.ts';
import { UserError } from '../api/user-error.ts';
import { refuseInput } from '../kubectl/attach/stream.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { suffixFrom } from '../kubectl/create/random-name.ts';
import { attachToDebugger } from '../kubectl/debug/attach.ts';
import { checkCustomProfile, readCustomProfile } from '../kubectl/debug/custom.ts';
import { checkOptions, debugFlags, debugOptions } from '../kubectl/debug/options.ts';
import { debugCopy, debugEphemeral, debugNode, type DebugContainer, type DebugContext } from '../kubectl/debug/pod.ts';
import { checkProfile } from '../kubectl/debug/profiles.ts';
import type { Io } from '../kubectl/io.ts';
import { fetchInfo, type ResourceInfo } from '../kubectl/resources/builder.ts';
import { namedPods } from '../kubectl/resources/named-pods.ts';
import { openSession, type Session } from '../kubectl/session.ts';

export default class Debug extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Create debugging sessions for troubleshooting workloads and nodes';
  static override description =
    'Look into a pod with a container that has the tools for it: an ephemeral container in the pod as it runs, or one in a copy of the pod, which may get other images and commands too. ' +
    'A node is looked into by a pod in the namespaces of the node, which finds its file system below /host.';
  static override examples = [
    '# A debug container in pod mypod, attached to\nkubectl debug mypod -it --image=busybox',
    '# One that is called debugger\nkubectl debug --image=myproj/debug-tools -c debugger mypod',
    '# A copy of mypod with a debug container\nkubectl debug mypod -it --image=busybox --copy-to=my-debugger',
    '# A copy in which mycontainer runs another command\nkubectl debug mypod -it --copy-to=my-debugger --container=mycontainer -- sh',
    '# A copy in which all containers have another image\nkubectl debug mypod --copy-to=my-debugger --set-image=*=busybox',
    '# A pod that looks into a node\nkubectl debug node/mynode -it --image=busybox',
  ];
  static override usage = 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ] [options]';
  static override flags = debugFlags;

  protected override async execute(io: Io, input: InputOf<typeof Debug>): Promise<void> {
    const options = debugOptions(input);
    const { flags } = options;
    checkProfile(flags.profile);
    const custom = await readCustomProfile(flags.custom, io);
    checkOptions(options, input.changed('attach'), io);
    checkCustomProfile(custom);
    if (options.attach) await refuseInput(io, flags);
    const session = await openSession(await this.connect(flags), io);
    for (const info of await namedPods(session, options.targets, flags.filename)) {
      const { object } = await fetchInfo(session.client, info);
      const context = { session, options, custom, suffix: suffixes(await seedOf(session, object as KubeObject, io)) };
      const { pod, container } = await debugTarget(context, info, object as KubeObject);
      if (options.attach && container !== undefined) await attachToDebugger(session, pod, container, flags);
    }
  }
}

function debugTarget(context: DebugContext, { resource }: ResourceInfo, object: KubeObject): Promise<DebugContainer> {
  const { group, version, kind } = resource;
  if (group === '' && kind === 'Node') return debugNode(context, object as unknown as Node);
  if (group !== '' || kind !== 'Pod') {
    throw new UserError(`"${group === '' ? '' : `${group}`}/${version}, Kind=${kind}" not supported by debug`);
  }
  const pod = object as unknown as Pod;
  return context.options.flags['copy-to'] === '' ? debugEphemeral(context, pod) : debugCopy(context, pod);
}

/** Generated names are different each time, but with KUBESIM_SEED the same in the same state of the cluster. */
async function seedOf({ client }: Session, { metadata }: KubeObject, io: Io): Promise<string> {
  const seed = io.env['KUBESIM_SEED'];
  if (seed === undefined) return String(Math.random());
  const { body } = await client.request({ verb: 'list', group: '', version: 'v1', resource: 'pods', limit: 1 });
  return `${seed} ${metadata.name ?? ''} ${body.metadata.resourceVersion ?? ''}`;
}

function suffixes(seed: string): () => string {
  let count = 0;
  return () => suffixFrom(`${seed} ${(count += 1)}`);
}
