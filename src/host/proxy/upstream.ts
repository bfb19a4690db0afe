import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectOptions } from '../../kubectl/runtime.ts';
import { clusterSession, targetOf } from '../connect.ts';
import { dataFiles } from '../data-files.ts';
import { homeFolder, statePath } from '../home.ts';
import { HostError } from '../host-error.ts';
import { transport, type Transport } from '../http-client/transport.ts';
import { serve } from '../serve/serve.ts';
import { servedBy } from '../serve-marker.ts';

export interface Upstream {
  upstream: Omit<Transport, 'close'> & { close(): Promise<void> };
  /** Of the server's URL. */
  path: string;
}

/**
 * The API server that requests are passed on to, with the credentials of the kubeconfig. A cluster in a file is served, to clients with a certificate
 * that only this process has, for as long as it is wanted.
 */
export async function upstreamOf(options: ConnectOptions, tell: (text: string) => void): Promise<Upstream> {
  const target = await targetOf(options);
  if (statePath(target.server, '/') === undefined) {
    const through = await transport(target);
    return { upstream: { ...through, close: async () => through.close() }, path: new URL(target.server).pathname.replace(/\/$/, '') };
  }
  const cluster = await clusterSession(options);
  const { env, cwd } = options;
  const home = homeFolder(env);
  const served = servedBy(cluster.path);
  if (served) {
    const known = await targetOf({ kubeconfig: join(home, 'serve.kubeconfig'), env, cwd }).catch(() => undefined);
    if (known?.server !== served.url) {
      throw new HostError(`the cluster is served at ${served.url}: name the kubeconfig that kubesim serve wrote with --kubeconfig`);
    }
    const through = await transport({ ...target, server: known.server, tls: known.tls, credentials: known.credentials });
    return { upstream: { ...through, close: async () => through.close() }, path: '' };
  }
  const kubeconfig = join(home, `proxy-${process.pid}.kubeconfig`);
  const resources = dataFiles(home);
  const server = await serve({ cluster, address: '127.0.0.1', port: 0, insecure: false, kubeconfig, resources, tell });
  const own = await targetOf({ kubeconfig, env, cwd }).finally(() => rmSync(kubeconfig, { force: true }));
  const through = await transport({ ...target, server: own.server, tls: own.tls, credentials: own.credentials });
  return {
    upstream: {
      ...through,
      async close() {
        through.close();
        await server.stop();
      },
    },
    path: '',
  };
}
