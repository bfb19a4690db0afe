import type { UserInfo } from '../../api/client.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { SessionOptions } from '../session.ts';
import { clusterOperations } from '../cluster-operations.ts';
import type { DataFiles } from '../data-files.ts';
import { markServed } from '../serve-marker.ts';
import { openDoor, type Door } from './door.ts';
import { Exchange } from './exchange.ts';
import { listen, type Listener, type TlsOptions } from './listener.ts';
import { ResidentSession, viewOf } from './resident-session.ts';
import { writeServeKubeconfig, type ServeKubeconfig } from './serve-kubeconfig.ts';
import { clientUrl, servingNames } from './serving-address.ts';

export interface ServeOptions {
  /** The cluster, and how it is opened. */
  cluster: SessionOptions;
  address: string;
  port: number;
  /** Plain HTTP, in which everybody is the administrator: for the loopback only. */
  insecure: boolean;
  /** Where to write the kubeconfig of clients. */
  kubeconfig: string;
  resources: DataFiles;
  tell(text: string): void;
  /** Called when a client asks for the server's end. */
  stop?(): void;
}

export interface RunningServer {
  /** Of the cluster. */
  readonly name: string;
  readonly url: string;
  /** Ends watches, answers what has been asked, writes the state. */
  stop(): Promise<void>;
}

const ADMINISTRATOR = { commonName: 'kubernetes-admin', organizations: ['system:masters'] };
const TRUSTED: UserInfo = { username: ADMINISTRATOR.commonName, groups: [...ADMINISTRATOR.organizations, 'system:authenticated'] };

/** Serves a cluster until it is stopped. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const resident = await ResidentSession.open(options.cluster);
  let listener: Listener | undefined;
  let door: Door | undefined;
  let unmark: (() => void) | undefined;
  let keep = true;
  try {
    const { name, tls, client } = await resident.write((cluster) => credentials(cluster, options));
    const exchange = new Exchange({ resident, ...(options.insecure && { trusted: TRUSTED }), tellDefect: options.tell });
    listener = await listen({
      address: options.address,
      port: options.port,
      ...(tls && { tls }),
      handle: (request, response) => void exchange.handle(request, response),
    });
    const url = clientUrl(options.insecure ? 'http' : 'https', options.address, listener.port);
    writeServeKubeconfig(options.kubeconfig, { name, server: url, ...client });
    const { path } = options.cluster;
    const { session } = viewOf(resident);
    const stop = (): void => options.stop?.();
    door = await openDoor({
      resident,
      path,
      operations: {
        ...clusterOperations(session, path, options.resources),
        /** Ends the server; without `save` what is not yet in the file is given up, as when the file is to be deleted. */
        stop({ save }: { save: boolean }) {
          keep = save;
          stop();
        },
      },
    });
    unmark = markServed(path, { socket: door.socket, url });
    const closing = { listener, door, unmark };
    return {
      name,
      url,
      async stop() {
        exchange.close();
        closing.unmark();
        await Promise.all([closing.listener.close(), closing.door.close()]);
        await resident.close({ save: keep });
      },
    };
  } catch (error) {
    unmark?.();
    await listener?.close();
    await door?.close();
    await resident.close();
    throw error;
  }
}

/** Clients judge certificates by the wall clock, whatever time the cluster has. */
function credentials(
  { name, pki }: Cluster,
  { address, insecure }: ServeOptions,
): { name: string; tls?: TlsOptions; client?: Pick<ServeKubeconfig, 'authority' | 'certificate'> } {
  if (insecure) return { name };
  const from = Date.now();
  const { certificate: authority } = pki.authority();
  return {
    name,
    tls: { ...pki.servingCertificate(servingNames(address), from), authority },
    client: { authority, certificate: pki.clientCertificate({ subject: ADMINISTRATOR, from }) },
  };
}
