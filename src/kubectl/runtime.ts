import type { Client } from '../api/client.ts';
import type { GlobalFlagValues } from './argv/global-flags.ts';
import type { CommandTree } from './argv/command-tree.ts';
import type { Io } from './io.ts';

export interface Connection {
  client: Client;
  /** The URL of the cluster's server, or of its file. */
  server: string;
  /** What `-n`, the context or `default` says, in this order. */
  namespace: string;
  /** `-n` was given: a manifest of another namespace is then refused. A namespace of the context is only a default. */
  namespaceEnforced: boolean;
}

/** The flags that say which cluster to talk to and as whom; those not given are absent or empty. */
export type ConnectOptions = Partial<
  Pick<
    GlobalFlagValues,
    | 'kubeconfig'
    | 'context'
    | 'cluster'
    | 'user'
    | 'namespace'
    | 'server'
    | 'token'
    | 'as'
    | 'as-group'
    | 'as-uid'
    | 'as-user-extra'
    | 'request-timeout'
    | 'certificate-authority'
    | 'client-certificate'
    | 'client-key'
    | 'insecure-skip-tls-verify'
    | 'tls-server-name'
    | 'username'
    | 'password'
    | 'disable-compression'
    | 'v'
    | 'cache-dir'
    | 'kuberc'
  >
> & {
  env: Io['env'];
  cwd: string;
  /** Is it the namespace that is asked for first? */
  namespaceFirst?: boolean;
};

/** What the program hands to every command. */
export interface Runtime {
  /** The command line as it was typed, without the program's name. */
  argv: readonly string[];
  io: Io;
  connect(options: ConnectOptions): Promise<Connection>;
  commands: CommandTree;
}
