import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../../api/user-error.ts';
import { durationFlag, listFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import { allNamespacesFlag, printFlags } from '../../kubectl/argv/shared-flags.ts';
import { dumpCluster } from '../../kubectl/cluster-info/dump.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';
import { outputFormats, printerFor } from '../../kubectl/printers/index.ts';
import { filesOf } from '../../kubectl/resources/files.ts';

const EXTENSIONS: Readonly<Record<string, string>> = { json: '.json', yaml: '.yaml' };

export default class ClusterInfoDump extends KubectlCommand {
  static override summary = 'Dump relevant information for debugging and diagnosis';
  static override description =
    'Print what helps to find out what is wrong in a cluster: nodes, workloads, services, events and logs of kube-system and the current namespace, of the namespaces named, or of all.';
  static override examples = [
    '# Dump the current cluster state to standard output\nkubectl cluster-info dump',
    '# Into files below a folder\nkubectl cluster-info dump --output-directory=/path/to/cluster-state',
    '# All namespaces\nkubectl cluster-info dump --all-namespaces',
    '# Some namespaces\nkubectl cluster-info dump --namespaces default,kube-system',
  ];
  static override usage = 'cluster-info dump [flags] [options]';
  static override flags = {
    ...allNamespacesFlag,
    ...printFlags(undefined, 'json'),
    namespaces: listFlag({ description: 'The namespaces to dump.' }),
    'output-directory': stringFlag({ description: 'Write files below this folder. - or nothing is standard output.' }),
    'pod-running-timeout': durationFlag({ default: 20_000, description: 'How long to wait for a running pod.' }),
  };

  protected override async execute(io: Io, { flags }: InputOf<typeof ClusterInfoDump>): Promise<void> {
    const { client, namespace } = await this.connect(flags);
    const folder = flags['output-directory'] === '-' ? '' : flags['output-directory'];
    let waiting = '';
    const print = await printerFor(flags.output, {
      write: (text) => (waiting += text),
      keyOrder: 'given',
      allowed: outputFormats.objects,
      template: flags.template,
      allowMissingTemplateKeys: flags['allow-missing-template-keys'],
      showManagedFields: flags['show-managed-fields'],
      files: filesOf(io),
    });
    const put = async (path: string, text: string): Promise<void> => {
      if (folder === '') {
        io.stdout.write(text);
        return;
      }
      const file = resolve(io.cwd, folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    };
    const namespaces = flags['all-namespaces']
      ? await allNamespaces()
      : flags.namespaces.length > 0
        ? flags.namespaces
        : ['kube-system', namespace];
    await dumpCluster(client, namespaces, {
      async list(path, list) {
        waiting = '';
        if (flags.output === 'name') throw new UserError(`list types are not supported by name printing: *v1.${list.kind}`);
        print?.(list);
        await put(`${path}${EXTENSIONS[flags.output] ?? ''}`, waiting);
      },
      text: (path, text) => put(`${path}.txt`, text),
    });
    if (folder !== '') io.stdout.write(`Cluster info dumped to ${folder}\n`);

    async function allNamespaces(): Promise<string[]> {
      const { body } = await client.request({ verb: 'list', group: '', version: 'v1', resource: 'namespaces' });
      return (body['items'] as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
    }
  }
}
