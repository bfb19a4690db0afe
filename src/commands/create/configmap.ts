import { isUtf8 } from 'node:buffer';
import { checkConfigKey } from '../../api/names.ts';
import { UserError } from '../../api/user-error.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import { sourceFlags } from '../../kubectl/create/key-flags.ts';
import { checkSources, readSources, type KeyedBytes } from '../../kubectl/create/key-sources.ts';
import { withHash } from '../../kubectl/create/name-hash.ts';
import type { Io } from '../../kubectl/io.ts';
import { filesOf } from '../../kubectl/resources/files.ts';

export default class CreateConfigMap extends KubectlCommand {
  static override summary = 'Create a config map from a local file, directory or literal value';
  static override description =
    'Create a config map from files, folders and literal values.\n\n A file gives a key of its own name, or of the one before the equals sign. Files that are no text go into binaryData.';
  static override aliases = ['cm'];
  static override examples = [
    "# A key for each file of the folder 'conf'\nkubectl create configmap web --from-file=conf",
    '# Keys of other names\nkubectl create configmap web --from-file=site=conf/site.conf',
    '# Literal values\nkubectl create configmap web --from-literal=color=blue --from-literal=size=XL',
    '# Lines of KEY=VALUE\nkubectl create configmap web --from-env-file=app.env',
  ];
  static override usage =
    'create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]';
  static override flags = { ...createFlags, ...sourceFlags };

  protected override async execute(io: Io, input: InputOf<typeof CreateConfigMap>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      async () => {
        checkSources(flags);
        const data: Record<string, string> = {};
        const binaryData: Record<string, string> = {};
        const add = ({ key, bytes }: KeyedBytes): void => {
          const faults = checkConfigKey(key);
          if (faults.length > 0) throw new UserError(`"${key}" is not a valid key name for a ConfigMap: ${faults.join(',')}`);
          const taken = Object.hasOwn(data, key) ? 'Data' : Object.hasOwn(binaryData, key) ? 'BinaryData' : undefined;
          if (taken)
            throw new UserError(`cannot add key "${key}", another key by that name already exists in ${taken} for ConfigMap "${name}"`);
          if (isUtf8(bytes)) data[key] = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
          else binaryData[key] = Buffer.from(bytes).toString('base64');
        };
        await readSources(filesOf(io), flags, io.env, add);
        const object = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name },
          ...(Object.keys(data).length > 0 ? { data } : {}),
          ...(Object.keys(binaryData).length > 0 ? { binaryData } : {}),
        };
        return { object: flags['append-hash'] ? withHash(object) : object, failure: 'failed to create configmap: ' };
      },
    );
  }
}
