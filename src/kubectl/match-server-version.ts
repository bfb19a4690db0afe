import { discoveryPath } from './discovery/discovery-path.ts';
import type { Client } from '../api/client.ts';
import { goStruct } from './version-text.ts';
import { UserError } from '../api/user-error.ts';
import { CLIENT_VERSION, type VersionInfo } from './client-version.ts';

/** `--match-server-version`: throws when the server is of another version than this client. */
export async function mustMatchVersion(client: Client): Promise<void> {
  const server = JSON.parse(await client.raw('GET', discoveryPath('/version'))) as VersionInfo;
  if (server.gitVersion === CLIENT_VERSION.gitVersion && server.gitCommit === CLIENT_VERSION.gitCommit) return;
  throw new UserError(`server version (&${goStruct(server)}) differs from client version (${goStruct(CLIENT_VERSION)})`);
}
