import { join, resolve } from 'node:path';
import { clusterSession } from '../host/connect.ts';
import { dataFiles } from '../host/data-files.ts';
import { homeFolder } from '../host/home.ts';
import { HostError } from '../host/host-error.ts';
import { boolFlag, intFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { UsageError } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';

export default class Serve extends KubectlCommand {
  static override summary = 'Serve the cluster to other Kubernetes clients';
  static override description =
    'Serve the cluster of the current context over HTTPS, so that any Kubernetes client can work with it, and write a kubeconfig for such clients.\n\n Simulated time runs while the cluster is served. Commands of kubesim on the same cluster go through the server by themselves. An interrupt (Ctrl-C) ends the server with everything saved; a second one ends it at once, and what it had answered is found again by the next command.';
  static override examples = [
    '# Serve the current cluster, and look at it with another client\nkubectl serve &\nKUBECONFIG=~/.kubesim/serve.kubeconfig some-client',
    '# On any free port, with the kubeconfig in a place of its own\nkubectl serve --port=0 --kubeconfig=/tmp/kubeconfig',
    '# For other machines of a network\nkubectl serve --address=0.0.0.0 --allow-remote',
  ];
  static override usage = 'serve [--address=127.0.0.1] [--port=6443] [--kubeconfig=FILE]';
  static override flags = {
    address: stringFlag({
      default: '127.0.0.1',
      description: 'Address to listen on. Others than those of the loopback need --allow-remote.',
    }),
    'allow-remote': boolFlag({ description: 'If true, other machines may connect. They always need credentials.' }),
    'insecure-http': boolFlag({
      description: 'If true, serve plain HTTP to whoever is on this machine, as administrator, unless they bring a token.',
    }),
    kubeconfig: stringFlag({ description: "File to write the clients' kubeconfig to, serve.kubeconfig in kubesim's home if not given." }),
    port: intFlag({ default: 6443, description: 'Port to listen on; 0 takes a free one.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Serve>): Promise<number> {
    if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`);
    const { checkAddress, isLoopback } = await import('../host/serve/serving-address.ts');
    const { address, port } = flags;
    checkAddress(address);
    if (port < 0 || port > 65535) throw new HostError('--port must be between 0 and 65535');
    if (!isLoopback(address)) {
      if (!flags['allow-remote'])
        throw new HostError(`${address} can be reached from other machines: to serve the cluster to them, add --allow-remote`);
      if (flags['insecure-http']) throw new HostError('--insecure-http is for the loopback only: other machines need credentials');
    }
    const path = flags.kubeconfig === '' ? join(homeFolder(io.env), 'serve.kubeconfig') : resolve(io.cwd, flags.kubeconfig);
    const { kubeconfig: _written, ...chosen } = flags;
    const cluster = await clusterSession({ ...chosen, env: io.env, cwd: io.cwd });
    const { untilStopped } = await import('../host/serve/until-stopped.ts');
    return untilStopped(
      {
        cluster,
        address,
        port,
        insecure: flags['insecure-http'],
        kubeconfig: path,
        resources: dataFiles(homeFolder(io.env)),
        tell: (text) => io.stderr.write(`kubesim: ${text}\n`),
      },
      ({ name, url }) => io.stdout.write(`Serving cluster "${name}" at ${url}, kubeconfig in ${path}\n`),
    );
  }
}
