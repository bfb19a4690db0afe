import { embedded, storedPath } from '../../host/kubeconfig-paths.ts';
import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import type { ClusterEntry } from '../../host/kubeconfig-fields.ts';
import { boolFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

export default class SetCluster extends KubeconfigCommand {
  static override summary = 'Set a cluster entry in kubeconfig';
  static override description =
    'Add a cluster to the kubeconfig, or change one that is there.\n\n Of a cluster that is there, only the fields that are named change.';
  static override examples = ['# Set the server of the cluster exam\nkubectl config set-cluster exam --server=https://10.0.0.1:6443'];
  static override usage =
    'config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]';
  static override flags = {
    'certificate-authority': stringFlag({ description: 'Path to certificate-authority file for the cluster entry in kubeconfig' }),
    'embed-certs': boolFlag({ description: 'embed-certs for the cluster entry in kubeconfig' }),
    'insecure-skip-tls-verify': boolFlag({ description: 'insecure-skip-tls-verify for the cluster entry in kubeconfig' }),
    'proxy-url': stringFlag({ description: 'proxy-url for the cluster entry in kubeconfig' }),
    server: stringFlag({ description: 'server for the cluster entry in kubeconfig' }),
    'tls-server-name': stringFlag({ description: 'tls-server-name for the cluster entry in kubeconfig' }),
  };

  protected override async execute(io: Io, { flags, args, changed }: InputOf<typeof SetCluster>): Promise<void> {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) return this.refuseArgs(io, args);
    const authority = flags['certificate-authority'];
    if (flags['insecure-skip-tls-verify'] && authority !== '')
      throw new HostError('you cannot specify a certificate authority and insecure mode at the same time');
    if (flags['embed-certs'] && authority === '') throw new HostError('you must specify a --certificate-authority to embed');
    const place = { cwd: io.cwd, file: this.fileName(io, flags) };
    const data = flags['embed-certs'] ? embedded('certificate-authority', authority, place) : undefined;
    await this.modifyConfig(io, flags, ({ clusters }) => {
      const entry: ClusterEntry = { ...clusters.get(name) };
      if (changed('server')) {
        entry.server = flags.server;
        // The name belonged to the server there was.
        delete entry['tls-server-name'];
      }
      if (changed('tls-server-name')) entry['tls-server-name'] = flags['tls-server-name'];
      if (changed('proxy-url')) entry['proxy-url'] = flags['proxy-url'];
      if (changed('insecure-skip-tls-verify')) {
        entry['insecure-skip-tls-verify'] = flags['insecure-skip-tls-verify'];
        // Insecure mode and an authority exclude each other.
        if (flags['insecure-skip-tls-verify']) {
          delete entry['certificate-authority'];
          delete entry['certificate-authority-data'];
        }
      }
      if (changed('certificate-authority')) {
        delete entry['certificate-authority'];
        delete entry['certificate-authority-data'];
        if (data !== undefined) entry['certificate-authority-data'] = data;
        else entry['certificate-authority'] = storedPath(authority, place);
        if (authority !== '') delete entry['insecure-skip-tls-verify'];
      }
      clusters.set(name, entry);
    });
    io.stdout.write(`Cluster "${name}" set.\n`);
  }
}
