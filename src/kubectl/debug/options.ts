import { UserError } from '../../api/user-error.ts';
import { goQuote } from '../../api/go-text.ts';
import { boolFlag, listFlag, mapFlag, stringFlag, type FlagValues } from '../argv/flags.ts';
import type { Io } from '../io.ts';
import { isImageReference } from '../run/image-reference.ts';

const copyOnly = '(Only with --copy-to.)';

export const debugFlags = {
  'arguments-only': boolFlag({ description: 'What follows -- is the arguments of the container instead of its command.' }),
  attach: boolFlag({ description: 'If true, wait until the container runs and attach to it. Default with -i/--stdin.' }),
  container: stringFlag({ short: 'c', description: 'The name of the debug container.' }),
  'copy-to': stringFlag({ description: 'Debug a copy of the pod that gets this name.' }),
  custom: stringFlag({ description: 'A file (JSON or YAML) with a part of a container, laid over what the profile makes.' }),
  env: mapFlag({ description: 'Environment variables of the container.' }),
  filename: listFlag({ short: 'f', description: 'identifying the resource to debug' }),
  image: stringFlag({ description: 'The image of the debug container.' }),
  'image-pull-policy': stringFlag({ description: "When the image is pulled: Always, IfNotPresent or Never. Empty: the server's default." }),
  'keep-annotations': boolFlag({ description: `If true, the copy keeps the annotations. ${copyOnly}` }),
  'keep-init-containers': boolFlag({ default: true, description: `Run the init containers in the copy too. ${copyOnly}` }),
  'keep-labels': boolFlag({ description: `If true, the copy keeps the labels. ${copyOnly}` }),
  'keep-liveness': boolFlag({ description: `If true, the copy keeps the liveness probes. ${copyOnly}` }),
  'keep-readiness': boolFlag({ description: `If true, the copy keeps the readiness probes. ${copyOnly}` }),
  'keep-startup': boolFlag({ description: `If true, the copy keeps the startup probes. ${copyOnly}` }),
  profile: stringFlag({
    default: 'general',
    description: 'What the debug container may do: general, baseline, restricted, netadmin or sysadmin.',
  }),
  quiet: boolFlag({ short: 'q', description: 'If true, leave out what is only information.' }),
  replace: boolFlag({ description: 'With --copy-to: delete the original pod.' }),
  'same-node': boolFlag({ description: 'With --copy-to: the copy runs on the same node.' }),
  'set-image': mapFlag({ description: 'With --copy-to: name=image pairs of containers that get another image; * is all of them.' }),
  'share-processes': boolFlag({
    default: true,
    description: 'With --copy-to: the containers of the copy see the processes of each other.',
  }),
  stdin: boolFlag({ short: 'i', description: "Keep the container's standard input open." }),
  target: stringFlag({ description: 'The container whose processes an ephemeral container sees.' }),
  tty: boolFlag({ short: 't', description: 'Give the container a terminal.' }),
};

export type DebugFlags = FlagValues<typeof debugFlags>;

/** A command line of `debug`, checked. */
export interface DebugOptions {
  flags: DebugFlags;
  targets: readonly string[];
  /** What follows `--`. */
  command: readonly string[];
  attach: boolean;
  /** --share-processes was given: it decides also when the profile would. */
  sharingChanged: boolean;
}

interface DebugInput {
  flags: DebugFlags;
  args: readonly string[];
  dashAt: number;
  changed(name: keyof DebugFlags): boolean;
}

export function debugOptions({ flags, args, dashAt, changed }: DebugInput): DebugOptions {
  const split = dashAt >= 0 && args.length > dashAt ? dashAt : args.length;
  return {
    flags,
    targets: args.slice(0, split),
    command: args.slice(split),
    attach: flags.attach || (flags.stdin && !changed('attach')),
    sharingChanged: changed('share-processes'),
  };
}

const PULL_POLICIES = ['', 'Always', 'IfNotPresent', 'Never'];
const LEGACY =
  '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".';

/** Throws kubectl's first objection; says what is targeted and deprecated. */
export function checkOptions({ flags, targets, command, attach }: DebugOptions, attachChanged: boolean, io: Io): void {
  const { image, container } = flags;
  if (attach && attachChanged && image === '' && container === '') {
    throw new UserError('you must specify --container or create a new container using --image in order to attach.');
  }
  checkCopying(flags, command);
  if (image !== '' && !isImageReference(image)) throw new UserError(`invalid image name ${goQuote(image)}: invalid reference format`);
  if (targets.length === 0 && flags.filename.length === 0) throw new UserError('NAME or filename is required for debug');
  if (!PULL_POLICIES.includes(flags['image-pull-policy'])) {
    throw new UserError(`invalid image pull policy: ${flags['image-pull-policy']}`);
  }
  for (const [name, given] of Object.entries(flags['set-image'])) {
    if (!isImageReference(given)) {
      throw new UserError(`invalid image name ${goQuote(given)} for container ${goQuote(name)}: invalid reference format`);
    }
  }
  if (flags.target !== '') {
    if (flags['copy-to'] !== '') throw new UserError('--target is incompatible with --copy-to. Use --share-processes instead.');
    if (!flags.quiet) {
      io.stdout.write(
        `Targeting container ${goQuote(flags.target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
    }
  }
  if (flags.tty && !flags.stdin) throw new UserError('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.profile === 'legacy') io.stderr.write(`${LEGACY}\n`);
}

function checkCopying(flags: DebugFlags, command: readonly string[]): void {
  const { image, container } = flags;
  const setImages = Object.keys(flags['set-image']).length > 0;
  if (flags['copy-to'] !== '') {
    if (image === '' && !setImages && command.length === 0) {
      throw new UserError('you must specify --image, --set-image or command arguments.');
    }
    if (command.length > 0 && container === '' && image === '') {
      throw new UserError('you must specify an existing container or a new image when specifying args.');
    }
    return;
  }
  if (flags.replace) throw new UserError('--replace may only be used with --copy-to.');
  if (flags['same-node']) throw new UserError('--same-node may only be used with --copy-to.');
  if (setImages) throw new UserError('--set-image may only be used with --copy-to.');
  if (image === '') throw new UserError('you must specify --image when not using --copy-to.');
}
