import { deepClone } from '../../api/json.ts';
import type { JsonObject } from '../../api/json.ts';
import { createTwoWayMergePatch } from '../../api/patch/strategic-diff.ts';
import { definitionForKind } from '../../api/schema/index.ts';
import { StatusError } from '../../api/status.ts';
import type { Container, EnvVar, Node, Pod } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import { goQuote } from '../../api/go-text.ts';
import { send, type Session } from '../session.ts';
import { withCustomProfile } from './custom.ts';
import type { DebugOptions } from './options.ts';
import { applyProfile, containersOf } from './profiles.ts';

/** A debug container that is there or on its way. */
export interface DebugContainer {
  pod: Pod;
  /** Nothing to attach to when only images were changed. */
  container?: string;
}

export interface DebugContext {
  session: Session;
  options: DebugOptions;
  custom: Partial<Container> | undefined;
  /** Five letters for a generated name. */
  suffix(): string;
}

const pods = { group: '', version: 'v1', resource: 'pods' } as const;
const NON_ROOT =
  'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n';

/** Puts an ephemeral container into a running pod. */
export async function debugEphemeral(context: DebugContext, pod: Pod): Promise<DebugContainer> {
  const { session, options, custom } = context;
  const { flags } = options;
  const name = nameOf(context, pod);
  const changed = deepClone(pod as unknown as JsonObject) as unknown as Pod;
  const present = changed.spec!.ephemeralContainers ?? [];
  // A name that is taken stays one container: the profile then changes that one, which the server refuses.
  if (!present.some((each) => each.name === name)) {
    changed.spec!.ephemeralContainers = [
      ...present,
      { ...newContainer(options, name), ...(flags.target === '' ? {} : { targetContainerName: flags.target }) },
    ];
  }
  applyProfile(changed, name, 'ephemeral', flags);
  changed.spec!.ephemeralContainers = changed.spec!.ephemeralContainers!.map((each) =>
    each.name === name ? withCustomProfile(each, custom) : each,
  );
  warnOfNonRoot(session, changed, changed.spec!.ephemeralContainers.find((each) => each.name === name) as Container);
  const body = createTwoWayMergePatch(pod as unknown as JsonObject, changed as unknown as JsonObject, definitionForKind('', 'v1', 'Pod'));
  const { namespace } = pod.metadata;
  try {
    const response = await send(session, {
      ...pods,
      verb: 'patch',
      namespace,
      name: pod.metadata.name,
      subresource: 'ephemeralcontainers',
      patchType: 'strategic',
      body,
      fieldManager: 'kubectl-debug',
    });
    return { pod: response.body as unknown as Pod, container: name };
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'NotFound' && !error.status.details?.name) {
      throw new UserError(`ephemeral containers are disabled for this cluster (error from server: ${goQuote(error.message)})`);
    }
    throw error;
  }
}

/** Makes a copy of the pod with a container more, or with containers changed. */
export async function debugCopy(context: DebugContext, pod: Pod): Promise<DebugContainer> {
  const { session, options } = context;
  const { copy, container } = podCopy(context, pod);
  const { namespace } = pod.metadata;
  const debugged = copy.spec!.containers.find(({ name }) => name === container);
  if (debugged) warnOfNonRoot(session, copy, debugged);
  const { body } = await send(session, { ...pods, verb: 'create', namespace, body: copy, fieldManager: 'kubectl-debug' });
  if (options.flags.replace) {
    await send(session, { ...pods, verb: 'delete', namespace, name: pod.metadata.name, body: { gracePeriodSeconds: 0 } });
  }
  return { pod: body as unknown as Pod, ...(container === undefined ? {} : { container }) };
}

function podCopy(context: DebugContext, pod: Pod): { copy: Pod; container?: string } {
  const { options, custom } = context;
  const { flags, command } = options;
  const { labels, annotations, namespace } = pod.metadata;
  const spec = deepClone(pod.spec as unknown as JsonObject) as unknown as NonNullable<Pod['spec']>;
  delete spec.ephemeralContainers;
  if (options.sharingChanged) spec.shareProcessNamespace = flags['share-processes'];
  if (!flags['same-node']) delete spec.nodeName;
  for (const container of spec.containers) {
    const image = flags['set-image'][container.name] ?? flags['set-image']['*'];
    if (image) container.image = image;
  }
  const copy: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: flags['copy-to'], namespace, ...(labels && { labels: { ...labels } }), ...(annotations && { annotations }) },
    spec,
  };
  let name = flags.container;
  let container = containersOf(spec).find((each) => each.name === name);
  if (!container) {
    if (flags.image === '') {
      if (Object.keys(flags['set-image']).length > 0) return { copy };
      throw new UserError('you must specify image when creating new container');
    }
    name = nameOf(context, copy);
    container = { name, terminationMessagePolicy: 'File' };
    spec.containers.push(container);
  }
  if (command.length > 0) {
    if (flags['arguments-only']) container.args = [...command];
    else {
      container.command = [...command];
      delete container.args;
    }
  }
  const env = environment(options);
  if (env.length > 0) container.env = env;
  if (flags.image !== '') container.image = flags.image;
  if (flags['image-pull-policy'] !== '') container.imagePullPolicy = flags['image-pull-policy'] as 'Always';
  for (const field of ['stdin', 'tty'] as const) {
    if (flags[field]) container[field] = true;
    else delete container[field];
  }
  applyProfile(copy, name, 'copy', flags);
  if (custom) {
    const at = spec.containers.findIndex((each) => each.name === name);
    if (at < 0) throw new UserError(`unable to find the ${name} container in the pod ${copy.metadata.name}`);
    spec.containers[at] = withCustomProfile(spec.containers[at]!, custom);
  }
  return { copy, container: name };
}

/** Runs a pod in the namespaces of a node, with the node's file system below /host, as far as the profile allows. */
export async function debugNode(context: DebugContext, node: Node): Promise<DebugContainer> {
  const { session, options, custom } = context;
  const { flags } = options;
  const nodeName = node.metadata.name ?? '';
  const container = flags.container || 'debugger';
  const name = `node-debugger-${nodeName}-${context.suffix()}`;
  if (!flags.quiet) session.io.stdout.write(`Creating debugging pod ${name} with container ${container} on node ${nodeName}.\n`);
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [newContainer(options, container)],
      nodeName,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
  };
  applyProfile(pod, container, 'node', flags);
  pod.spec!.containers = pod.spec!.containers.map((each) => withCustomProfile(each, custom));
  const { namespace } = session;
  const { body } = await send(session, { ...pods, verb: 'create', namespace, body: pod, fieldManager: 'kubectl-debug' });
  return { pod: body as unknown as Pod, container };
}

function newContainer(options: DebugOptions, name: string): Container {
  const { flags, command } = options;
  const env = environment(options);
  return {
    name,
    image: flags.image,
    ...(command.length > 0 ? { [flags['arguments-only'] ? 'args' : 'command']: [...command] } : {}),
    ...(env.length > 0 ? { env } : {}),
    ...(flags['image-pull-policy'] === '' ? {} : { imagePullPolicy: flags['image-pull-policy'] as 'Always' }),
    resources: {},
    ...(flags.stdin ? { stdin: true } : {}),
    terminationMessagePolicy: 'File',
    ...(flags.tty ? { tty: true } : {}),
  };
}

function environment({ flags }: DebugOptions): EnvVar[] {
  return Object.entries(flags.env).map(([name, value]) => (value === '' ? { name } : { name, value }));
}

/** The name that -c gives, or one that no container of the pod has. */
function nameOf({ session, options, suffix }: DebugContext, pod: Pod): string {
  const { container, quiet } = options.flags;
  if (container !== '') return container;
  const taken = containersOf(pod.spec!).map(({ name }) => name);
  let name: string;
  do name = `debugger-${suffix()}`;
  while (taken.includes(name));
  if (!quiet) session.io.stdout.write(`Defaulting debug container name to ${name}.\n`);
  return name;
}

function warnOfNonRoot({ io }: Session, { spec }: Pod, { securityContext }: Container): void {
  if (!spec?.securityContext?.runAsUser || !securityContext || securityContext.runAsUser === 0) return;
  if (securityContext.privileged || securityContext.capabilities?.add?.length) io.stderr.write(NON_ROOT);
}
