import { spawn } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import { BareError } from '../../kubectl/errors.ts';
import { errorCode, systemErrorText } from '../host-error.ts';
import type { Credentials, Target } from '../target.ts';
import type { Identity } from './identity.ts';

type Exec = NonNullable<Credentials['exec']>;

interface ExecCredential {
  apiVersion?: string;
  kind?: string;
  status?: { token?: string; clientCertificateData?: string; clientKeyData?: string };
}

/** Runs a credential plugin as client-go does and takes what it prints. */
export async function runPlugin(exec: Exec, target: Target): Promise<Identity> {
  const command = exec.command ?? '';
  const path = command.includes('/') && !isAbsolute(command) ? join(exec.folder, command) : command;
  const interactive = exec.interactiveMode !== 'Never' && process.stdin.isTTY === true;
  if (exec.interactiveMode === 'Always' && !interactive)
    throw failed('exec plugin cannot support interactive mode: standard input is not a terminal');
  const info = {
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: { ...(exec.provideClusterInfo && { cluster: clusterInfo(target) }), interactive },
  };
  const variables = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  const child = spawn(path, exec.args ?? [], {
    env: { ...process.env, ...variables, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout!.on('data', (piece: Buffer) => (text += piece.toString('utf8')));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(notStarted(error, exec)));
    child.on('close', resolve);
  });
  if (status !== 0) throw failed(`exec: executable ${command} failed with exit code ${status ?? -1}`);
  return identityOf(text, exec);
}

function identityOf(text: string, { apiVersion, command = '' }: Exec): Identity {
  let credential: ExecCredential;
  try {
    credential = JSON.parse(text) as ExecCredential;
  } catch {
    throw failed(`decoding stdout: couldn't get version/kind; json parse error: invalid output of ${command}`);
  }
  if (credential.apiVersion !== apiVersion)
    throw failed(
      `exec plugin is configured to use API version ${apiVersion ?? ''}, plugin returned version ${credential.apiVersion ?? ''}`,
    );
  const { status } = credential;
  if (!status) throw failed("exec plugin didn't return a status field");
  const { token, clientCertificateData: certificate, clientKeyData: key } = status;
  if (!token && !certificate && !key) throw failed("exec plugin didn't return a token or cert/key pair");
  if (Boolean(certificate) !== Boolean(key)) throw failed('exec plugin returned only certificate or key, not both');
  return {
    ...(token && { token }),
    ...(certificate && key && { certificate: { certificate: Buffer.from(certificate), key: Buffer.from(key) } }),
  };
}

function clusterInfo({ server, tls }: Target): object {
  return {
    server,
    ...(tls.serverName && { 'tls-server-name': tls.serverName }),
    ...(tls.insecure && { 'insecure-skip-tls-verify': true }),
    ...(tls.authority && { 'certificate-authority-data': tls.authority.toString('base64') }),
    config: null,
  };
}

function notStarted(error: unknown, { command = '', installHint }: Exec): BareError {
  const hint = installHint ? `\n\n${installHint}` : '';
  if (errorCode(error) === 'ENOENT')
    return failed(
      `exec: executable ${command} not found\n\nIt looks like you are trying to use a client-go credential plugin that is not installed.\n\nTo learn more about this feature, consult the documentation available at:\n      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins${hint}`,
    );
  return failed(`exec: fork/exec ${command}: ${systemErrorText(error)}`);
}

function failed(text: string): BareError {
  return new BareError(`Unable to connect to the server: getting credentials: ${text}`);
}
