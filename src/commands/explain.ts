import { parseGroupVersion } from '../api/object.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import type { Io } from '../kubectl/io.ts';

const LAYOUTS = ['plaintext', 'plaintext-openapiv2'];

export default class Explain extends KubectlCommand {
  static override summary = 'Get documentation for a resource';
  static override description =
    'Tell what a type of resource is for, which fields it has and what they mean.\n\n A dot leads to a field, further dots into it: TYPE.FIELD[.FIELD]. What is told comes from the OpenAPI documents of the server.';
  static override examples = [
    '# What a pod is, and its fields\nkubectl explain pods',
    '# All fields, and the fields of these\nkubectl explain pods --recursive',
    '# In another version of its API\nkubectl explain horizontalpodautoscalers --api-version=autoscaling/v1',
    '# One field of it\nkubectl explain pods.spec.containers',
  ];
  static override usage =
    'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] [options]';
  static override flags = {
    'api-version': stringFlag({ description: 'Explain the resource as it is in this API version (GROUP/VERSION).' }),
    output: stringFlag({ short: 'o', default: 'plaintext', description: 'Layout of the text: plaintext or plaintext-openapiv2.' }),
    recursive: boolFlag({ short: 'R', description: 'If true, list the fields of fields, too, but only their names and types.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Explain>): Promise<void> {
    if (args.length === 0)
      throw new UserError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    if (args.length > 1) throw new UserError('We accept only this format: explain RESOURCE');
    const { client } = await this.connect(flags);
    const { ResourceMapper } = await import('../kubectl/resources/mapper.ts');
    const { explainTarget } = await import('../kubectl/explain/target.ts');
    const { kindOf, openApiDocument, schemaOf } = await import('../kubectl/explain/document.ts');
    const apiVersion = flags['api-version'];
    const { resource, path } = explainTarget(args[0] as string, new ResourceMapper(await client.discovery()), apiVersion === '');
    if (apiVersion.split('/').length > 2) throw new UserError(`unexpected GroupVersion string: ${apiVersion}`);
    const { group, version } = apiVersion === '' ? resource : parseGroupVersion(apiVersion);
    const gvr = { group, version, resource: resource.name };
    if (!LAYOUTS.includes(flags.output)) throw new UserError(`unrecognized format: ${flags.output}`);
    const document = await openApiDocument(client, gvr);
    const kind = kindOf(document, gvr);
    const schema = schemaOf(document, kind);
    if (flags.output === 'plaintext-openapiv2') {
      const { explainInOldLayout } = await import('../kubectl/explain/old-layout.ts');
      io.stdout.write(explainInOldLayout(document, kind, schema, path, flags.recursive));
      return;
    }
    const { explainSchema, heading } = await import('../kubectl/explain/render.ts');
    io.stdout.write(heading(kind));
    io.stdout.write(explainSchema(document, schema, path, flags.recursive));
  }
}
