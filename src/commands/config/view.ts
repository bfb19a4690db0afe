import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import { encodeKubeconfig, type KubeConfig } from '../../host/kubeconfig-fields.ts';
import { flattened, minified, redacted } from '../../host/kubeconfig-view.ts';
import { boolFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import type { InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { filesOf } from '../../kubectl/resources/files.ts';
import { outputFormats, printerFor } from '../../kubectl/printers/index.ts';

export default class View extends KubeconfigCommand {
  static override summary = 'Display merged kubeconfig settings or a specified kubeconfig file';
  static override description =
    'Display the kubeconfig, without certificate data and secrets unless --raw is given.\n\n With --output jsonpath={...} or a template, single values can be taken out.';
  static override examples = [
    '# Show the kubeconfig\nkubectl config view',
    '# Show what the current context uses, nothing else\nkubectl config view --minify',
    "# Get the namespace of the current context\nkubectl config view --minify -o jsonpath='{..namespace}'",
  ];
  static override usage = 'config view [flags]';
  static override flags = {
    'allow-missing-template-keys': boolFlag({
      default: true,
      description:
        'If true, a template that names a field or key that is missing is no error. Applies to golang and jsonpath output formats.',
    }),
    flatten: boolFlag({ description: 'Put the content of the files that are named into the output, so that it can be carried away' }),
    merge: boolFlag({ default: true, description: 'Merge the full hierarchy of kubeconfig files' }),
    minify: boolFlag({ description: 'Leave out all that the current context does not use' }),
    output: stringFlag({
      short: 'o',
      default: 'yaml',
      description:
        'Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).',
    }),
    raw: boolFlag({ description: 'Show bytes and secrets as they are' }),
    'show-managed-fields': boolFlag({ description: 'If true, keep the managedFields when printing objects in JSON or YAML format.' }),
    template: stringFlag({ description: 'Template string or path to template file to use when -o=go-template, -o=go-template-file.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof View>): Promise<void> {
    if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`);
    if (!flags.merge && flags.kubeconfig === '') throw new HostError('if merge==false a precise file must be specified');
    const loaded = await this.loadConfig(io, flags);
    let config: KubeConfig = loaded.config;
    if (flags.minify) config = minified(config, flags.context);
    if (flags.flatten) config = flattened(config, loaded.originOf, io.cwd);
    else if (!flags.raw) config = redacted(config);
    const document = encodeKubeconfig(config);
    // Of a config, JSON shows the fields in Go's order.
    if (flags.output === 'json') return io.stdout.write(`${JSON.stringify(document, null, 4)}\n`);
    // An empty format is what kubectl prints names for.
    const print = await printerFor(flags.output || 'name', {
      write: (text) => io.stdout.write(text),
      allowed: outputFormats.objects,
      template: flags.template,
      allowMissingTemplateKeys: flags['allow-missing-template-keys'],
      files: filesOf(io),
    });
    print!(document);
  }
}
