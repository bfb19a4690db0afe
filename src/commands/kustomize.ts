import { resolve } from 'node:path';
import { statSync, writeFileSync } from 'node:fs';
import { UserError } from '../api/user-error.ts';
import { arrayFlag, boolFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import type { Io } from '../kubectl/io.ts';
import type { LoadRestrictor } from '../kubectl/kustomize/loader.ts';
import { systemErrorText } from '../kubectl/resources/files.ts';

const RESTRICTORS = ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone'];

/** What runs programs or containers while it builds. */
const UNSUPPORTED = ['as-current-user', 'enable-alpha-plugins', 'env', 'mount', 'network', 'helm-debug', 'enable-helm'] as const;

export default class Kustomize extends KubectlCommand {
  static override summary = 'Build a kustomization target from a directory or URL';
  static override description =
    "Build the objects that a 'kustomization.yaml' file describes, and print them. DIR is the folder of that file; without it, the current one. Repositories are not fetched: kubesim does not use the network. Helm charts and plugins are not run.";
  static override examples = [
    '# Build the current folder\nkubectl kustomize',
    '# Build an overlay\nkubectl kustomize overlays/production',
    '# Build an overlay and look at what would change\nkubectl diff -k overlays/production',
  ];
  static override usage = 'kustomize DIR [flags]';
  static override flags = {
    'as-current-user': boolFlag({ description: 'Run functions in containers as the current user (not supported).' }),
    'enable-alpha-plugins': boolFlag({ description: 'Enable plugins of kustomize (not supported).' }),
    'enable-helm': boolFlag({ description: 'Enable Helm charts (not supported).' }),
    env: arrayFlag({ short: 'e', description: 'Environment variables for functions (not supported).' }),
    'helm-api-versions': arrayFlag({ description: 'API versions that Helm is told of.' }),
    'helm-command': stringFlag({ default: 'helm', description: 'The Helm program.' }),
    'helm-debug': boolFlag({ description: 'Let Helm tell what it does (not supported).' }),
    'helm-kube-version': stringFlag({ description: 'Version of Kubernetes that Helm is told of.' }),
    'load-restrictor': stringFlag({
      default: 'LoadRestrictionsRootOnly',
      description: "With 'LoadRestrictionsNone', a kustomization may name files outside of its folder. It can then no longer be moved.",
    }),
    mount: arrayFlag({ description: 'Storage for functions (not supported).' }),
    network: boolFlag({ description: 'Let functions use the network (not supported).' }),
    'network-name': stringFlag({ default: 'bridge', description: 'The network that functions would use.' }),
    output: stringFlag({ short: 'o', description: 'Write to this file, or to a file for each object in this folder.' }),
  };

  protected override async execute(io: Io, { flags, args, changed }: InputOf<typeof Kustomize>): Promise<void> {
    if (args.length > 1) throw new UserError('specify one path to kustomization.yaml');
    const restrictor = flags['load-restrictor'];
    if (!RESTRICTORS.includes(restrictor))
      throw new UserError(`illegal flag value --load-restrictor ${restrictor}; legal values: [${RESTRICTORS.join(' ')}]`);
    for (const flag of UNSUPPORTED)
      if (changed(flag)) throw new UserError(`--${flag} is not supported by kubesim: it runs no plugins and no Helm`);
    const { buildKustomization } = await import('../kubectl/kustomize/build.ts');
    const { filesFor } = await import('../kubectl/kustomize/print.ts');
    const { toYaml } = await import('../kubectl/yaml/write.ts');
    const objects = buildKustomization(args[0] ?? '.', {
      cwd: io.cwd,
      restrictor: restrictor as LoadRestrictor,
      warn: (text) => io.stderr.write(`${text}\n`),
    });
    if (flags.output === '') return io.stdout.write(objects.map((object) => toYaml(object)).join('---\n'));
    const path = resolve(io.cwd, flags.output);
    const write = (file: string, text: string): void => {
      try {
        writeFileSync(file, text);
      } catch (error) {
        throw new UserError(systemErrorText('open', file, error));
      }
    };
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
      return write(path, objects.map((object) => toYaml(object)).join('---\n'));
    for (const { name, text } of filesFor(objects)) write(resolve(path, name), text);
  }
}
