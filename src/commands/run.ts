import { parseGroupVersion, type KubeObject } from '../api/object.ts';
import type { Pod } from '../api/types.ts';
import { UserError } from '../api/user-error.ts';
import { arrayFlag, boolFlag, durationFlag, stringFlag } from '../kubectl/argv/flags.ts';
import {
  deleteFlags,
  dryRunFlag,
  fieldManagerFlag,
  filenameFlags,
  overrideFlags,
  printFlags,
  recordFlag,
  saveConfigFlag,
} from '../kubectl/argv/shared-flags.ts';
import { withChangeCause } from '../kubectl/change-cause.ts';
import { refuseInput } from '../kubectl/attach/stream.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { withSavedConfig } from '../kubectl/create/generator.ts';
import { parseDryRun, type DryRun } from '../kubectl/dry-run.ts';
import { throwAll, UsageError } from '../kubectl/errors.ts';
import { exposingService } from '../kubectl/expose/service.ts';
import type { Io } from '../kubectl/io.ts';
import { parseLabelSpec } from '../kubectl/label-spec.ts';
import { withOverrides } from '../kubectl/overrides.ts';
import { printTypedResult, resultPrinter } from '../kubectl/printing.ts';
import { addressOf } from '../kubectl/resources/builder.ts';
import { attachToRun } from '../kubectl/run/attach.ts';
import { checkImage, podToRun } from '../kubectl/run/pod.ts';
import { openSession, send, type Session } from '../kubectl/session.ts';

type RunInput = InputOf<typeof Run>;

export default class Run extends KubectlCommand {
  static override summary = 'Run a particular image on the cluster';
  static override description = 'Create a pod with one container of an image.';
  static override examples = [
    '# A pod that runs nginx\nkubectl run nginx --image=nginx',
    '# One that listens on a port\nkubectl run hazelcast --image=hazelcast/hazelcast --port=5701',
    '# With environment and labels\nkubectl run hazelcast --image=hazelcast/hazelcast --env="DNS_DOMAIN=cluster" --labels="app=hazelcast,env=prod"',
    '# Only show the manifest\nkubectl run nginx --image=nginx --dry-run=client -o yaml',
    '# Lay a piece of JSON over it\nkubectl run nginx --image=nginx --overrides=\'{ "apiVersion": "v1", "spec": { "nodeName": "worker" } }\'',
    '# Arguments for the command of the image\nkubectl run busybox --image=busybox --restart=Never -- sleep 60',
    '# A command instead of that of the image\nkubectl run nginx --image=nginx --command -- sh -c "echo hello"',
  ];
  static override usage =
    'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...] [options]';
  static override flags = {
    annotations: arrayFlag({ description: 'Annotations of the pod, KEY=VALUE.' }),
    attach: boolFlag({ description: 'If true, attach to the pod once it runs. Default with -i.' }),
    command: boolFlag({ description: 'If true, what follows -- is the command; otherwise it is arguments for the command of the image.' }),
    ...deleteFlags({ wait: false }),
    'detach-keys': stringFlag({ default: 'ctrl-p,ctrl-q', description: 'The keys that detach from a container.' }),
    ...dryRunFlag,
    env: arrayFlag({ description: 'Environment variables of the container, NAME=VALUE.' }),
    expose: boolFlag({ description: 'If true, also create a ClusterIP service for the pod. Needs --port.' }),
    ...fieldManagerFlag('kubectl-run'),
    ...filenameFlags('to replace the resource with.'),
    image: stringFlag({ required: true, description: 'The image that the container runs.' }),
    'image-pull-policy': stringFlag({
      description: "When the image is pulled: Always, IfNotPresent or Never. Empty: the server's default.",
    }),
    labels: stringFlag({ short: 'l', description: 'Labels of the pod, comma separated. Instead of run=NAME.' }),
    'leave-stdin-open': boolFlag({ description: 'With -i: keep standard input open after the first attachment has ended.' }),
    ...overrideFlags('pod'),
    'pod-running-timeout': durationFlag({ default: 60_000, description: 'How long to wait until the pod runs, to attach to it.' }),
    port: stringFlag({ description: 'The port that the container tells as its own.' }),
    ...printFlags(),
    ...recordFlag,
    privileged: boolFlag({ description: 'If true, run the container in privileged mode.' }),
    quiet: boolFlag({ short: 'q', description: 'If true, leave out the prompts of an attached session.' }),
    restart: stringFlag({ default: 'Always', description: 'The restart policy of the pod: Always, OnFailure or Never.' }),
    rm: boolFlag({ description: 'If true, delete the pod after it has ended. Only for attached containers.' }),
    ...saveConfigFlag,
    stdin: boolFlag({ short: 'i', description: "Keep the container's standard input open, and attach to it." }),
    tty: boolFlag({ short: 't', description: 'Give the container a terminal.' }),
  };

  protected override async execute(io: Io, input: RunInput): Promise<void> {
    const { flags, args } = input;
    const dryRun = parseDryRun(flags['dry-run'], io);
    await resultPrinter(io, flags, 'given');
    validate(input, dryRun);
    const name = args[0] as string;
    const labels = flags.labels === '' ? { run: name } : parseLabelSpec(flags.labels);
    const cause = this.recorded(flags);
    const pod = withChangeCause(withOverrides(podOf(input, name, labels), flags), cause);
    const attach = attaches(input);
    if (attach) await refuseInput(io, flags);
    const session = await openSession(await this.connect(flags), io);
    const created = await createObject(session, pod, flags, dryRun);
    const errors: unknown[] = [];
    if (flags.expose) {
      try {
        await exposePod(session, name, labels, flags, dryRun, cause);
      } catch (error) {
        errors.push(error);
      }
    }
    if (attach && errors.length === 0) return attachToRun(session, created as unknown as Pod, flags);
    await printTypedResult(io, flags, created, 'created', dryRun);
    throwAll(errors);
  }
}

function attaches({ flags, changed }: RunInput): boolean {
  return flags.attach || (flags.stdin && !changed('attach'));
}

function validate(input: RunInput, dryRun: DryRun): void {
  const { flags, args, dashAt } = input;
  if (args.length === 0 || dashAt === 0) throw new UsageError('NAME is required for run');
  if (flags['pod-running-timeout'] <= 0) throw new UsageError('--pod-running-timeout must be higher than zero');
  checkImage(flags.image);
  if (flags.tty && !flags.stdin) throw new UsageError('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.expose && flags.port === '') throw new UsageError('--port must be set when exposing a service');
  if (!['', 'Always', 'OnFailure', 'Never'].includes(flags.restart)) throw new UsageError(`invalid restart policy: ${flags.restart}`);
  const attach = attaches(input);
  if (!attach && flags.rm) throw new UsageError('--rm should only be used for attached containers');
  if (attach && dryRun !== 'none') {
    throw new UsageError("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  }
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(flags['image-pull-policy'])) {
    throw new UsageError(`invalid image pull policy: ${flags['image-pull-policy']}`);
  }
}

function podOf({ flags, args }: RunInput, name: string, labels: Record<string, string>): KubeObject {
  return podToRun({
    name,
    image: flags.image,
    labels,
    annotations: flags.annotations,
    env: flags.env,
    args: args.slice(1),
    command: flags.command,
    port: flags.port,
    imagePullPolicy: flags['image-pull-policy'],
    restartPolicy: flags.restart || 'Always',
    privileged: flags.privileged,
    stdin: flags.stdin,
    stdinOnce: flags.stdin && !flags['leave-stdin-open'],
    tty: flags.tty,
  });
}

/** Told before the pod is, with a separator that kubectl writes whether or not its printer does so too. */
async function exposePod(
  session: Session,
  name: string,
  labels: Record<string, string>,
  flags: RunInput['flags'],
  dryRun: DryRun,
  cause: string | undefined,
): Promise<void> {
  const own = flags.labels === '' ? {} : { labels };
  const service = withChangeCause(exposingService({ name, ...own, selector: labels, ports: flags.port }), cause);
  await printTypedResult(session.io, flags, await createObject(session, service, flags, dryRun), 'created', dryRun);
  if (flags.output === 'yaml') session.io.stdout.write('---\n');
}

async function createObject(session: Session, object: KubeObject, flags: RunInput['flags'], dryRun: DryRun): Promise<KubeObject> {
  const { namespace } = session;
  if (dryRun === 'client') return session.enforceNamespace ? { ...object, metadata: { ...object.metadata, namespace } } : object;
  const { group, version } = parseGroupVersion(object.apiVersion ?? '');
  const resource = session.mapper.forKind(group, version, object.kind ?? '');
  if (!resource) throw new UserError(`no matches for kind "${object.kind ?? ''}" in version "${object.apiVersion ?? ''}"`);
  const { body } = await send(session, {
    ...addressOf(resource),
    verb: 'create',
    ...(resource.namespaced ? { namespace } : {}),
    body: flags['save-config'] ? withSavedConfig(object) : object,
    dryRun: dryRun === 'server',
    fieldManager: flags['field-manager'],
  });
  return body;
}
