import type { Client, Discovery } from '../api/client.ts';
import type { Io } from './io.ts';
import { ResourceMapper } from './resources/mapper.ts';
import type { Connection } from './runtime.ts';

/** What verbs work with: the cluster, the namespace in force, and what the server calls things. */
export interface Session {
  client: Client;
  namespace: string;
  /** -n was given: a manifest of another namespace is refused. A namespace that only the context names is a default. */
  enforceNamespace: boolean;
  mapper: ResourceMapper;
  discovery: Discovery;
  io: Io;
  /** Prints `Warning: …` on stderr. */
  warn(text: string): void;
}

export async function openSession({ client, namespace, namespaceEnforced }: Connection, io: Io): Promise<Session> {
  const discovery = await client.discovery();
  return {
    client,
    namespace,
    enforceNamespace: namespaceEnforced,
    mapper: new ResourceMapper(discovery, () => void client.discovery({ fresh: true }).catch(() => undefined)),
    discovery,
    io,
    warn: (text) => io.stderr.write(`Warning: ${text}\n`),
  };
}

/** Sends a request. (The client itself tells what the server warns of: kubectl/warnings.ts.) */
export function send({ client }: Session, request: Parameters<Client['request']>[0]): ReturnType<Client['request']> {
  return client.request(request);
}
