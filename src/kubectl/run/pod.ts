import { goQuote } from '../../api/go-text.ts';
import { setOwn } from '../../api/json.ts';
import { checkEnvironmentName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { parseGoInteger } from '../go-integer.ts';
import { isImageReference } from './image-reference.ts';

export interface RunOptions {
  name: string;
  image: string;
  labels: Readonly<Record<string, string>>;
  annotations: readonly string[];
  env: readonly string[];
  /** What follows the name: arguments of the image's command, or with `command` the command itself. */
  args: readonly string[];
  command: boolean;
  port: string;
  imagePullPolicy: string;
  restartPolicy: string;
  privileged: boolean;
  stdin: boolean;
  stdinOnce: boolean;
  tty: boolean;
}

/** The Pod of `kubectl run`. Throws UserError for values that cannot be read. */
export function podToRun(options: RunOptions): KubeObject {
  const { name, image, labels, args, restartPolicy, imagePullPolicy } = options;
  const env = options.env.map(parseEnv);
  const annotations = parseAnnotations(options.annotations);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { ...labels }, ...(options.annotations.length > 0 ? { annotations } : {}) },
    spec: {
      containers: [
        {
          name,
          image,
          ...(args.length > 0 ? { [options.command ? 'command' : 'args']: [...args] } : {}),
          ...(options.port === '' ? {} : { ports: [{ containerPort: parseGoInteger(options.port) }] }),
          ...(env.length > 0 ? { env } : {}),
          ...(imagePullPolicy === '' ? {} : { imagePullPolicy }),
          ...(options.privileged ? { securityContext: { privileged: true } } : {}),
          ...(options.stdin ? { stdin: true } : {}),
          ...(options.stdinOnce ? { stdinOnce: true } : {}),
          ...(options.tty ? { tty: true } : {}),
        },
      ],
      restartPolicy,
      dnsPolicy: 'ClusterFirst',
    },
  };
}

function parseEnv(text: string): { name: string; value: string } {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0));
  if (name === '' || checkEnvironmentName(name).length > 0) throw new UserError(`invalid env: ${text}`);
  return { name, value: text.slice(equals + 1) };
}

function parseAnnotations(pairs: readonly string[]): Record<string, string> {
  const annotations: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw new UserError(`unexpected annotation: ${pair}`);
    setOwn(annotations, pair.slice(0, equals), pair.slice(equals + 1));
  }
  return annotations;
}

/** Throws UserError for what no registry could have. */
export function checkImage(image: string): void {
  if (image === '') throw new UserError('--image is required');
  if (!isImageReference(image)) throw new UserError(`Invalid image name ${goQuote(image)}: invalid reference format`);
}
