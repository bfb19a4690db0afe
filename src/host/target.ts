import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { UserInfo } from '../api/client.ts';
import { parseDuration } from '../api/time.ts';
import { BareError } from '../kubectl/errors.ts';
import type { ConnectOptions } from '../kubectl/runtime.ts';
import { absoluteServer } from './home.ts';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import type { ClusterEntry, ExecEntry, UserEntry } from './kubeconfig-fields.ts';
import { entryFolder, type LoadedKubeconfig } from './kubeconfig-sources.ts';

/** Which server to talk to, how, and as whom: what flags and kubeconfig come to. Files are read, nothing is connected. */
export interface Target {
  /** An absolute URL: `file:` for a cluster of ours, `https:` or `http:`. */
  server: string;
  /** Of the context; undefined without one. */
  namespace: string | undefined;
  tls: TlsSettings;
  credentials: Credentials;
  /** Whom --as and the kubeconfig say to act as. */
  impersonate: UserInfo | undefined;
  proxyUrl: string | undefined;
  disableCompression: boolean;
  /** Milliseconds; undefined is for ever. */
  requestTimeout: number | undefined;
}

export interface TlsSettings {
  /** PEM of the authorities that may vouch for the server; undefined: those of the system. */
  authority: Buffer | undefined;
  insecure: boolean;
  /** Checked against the certificate instead of the URL's host. */
  serverName: string | undefined;
}

/** How the user identifies; all absent is an anonymous one. */
export interface Credentials {
  token?: string;
  basic?: { username: string; password: string };
  /** PEM. */
  certificate?: { certificate: Buffer; key: Buffer };
  /** A program that gives out credentials; `folder` is where a relative command starts from. */
  exec?: ExecEntry & { folder: string };
}

const REFUSED = 'The connection to the server localhost:8080 was refused - did you specify the right host or port?';

/** Throws in kubectl's words what does not fit together or cannot be read. */
export function chooseTarget({ config, originOf }: LoadedKubeconfig, options: ConnectOptions): Target {
  const { cwd } = options;
  const contextName = options.context || config.currentContext;
  const context = config.contexts.get(contextName);
  if (contextName !== '' && !context) {
    if (!options.namespaceFirst) throw new HostError(`context "${contextName}" does not exist`);
    throw new BareError(`Error in configuration: context was not found for specified context: ${contextName}`);
  }
  const requestTimeout = timeoutOf(options['request-timeout']);
  const clusterName = options.cluster || (context?.cluster ?? '');
  const userName = options.user || (context?.user ?? '');
  if (options.user && !config.users.has(options.user)) throw new HostError(`auth info "${options.user}" does not exist`);
  const cluster = config.clusters.get(clusterName);
  if (options.cluster && !cluster) throw new HostError(`no server found for cluster "${options.cluster}"`);
  const user = config.users.get(userName);
  const server = options.server || cluster?.server;
  if (!server) throw new BareError(REFUSED);
  const clusterFolder = entryFolder(originOf('clusters', clusterName), cwd);
  const problems: string[] = [];
  const tls = tlsOf(cluster ?? {}, options, { name: clusterName, folder: clusterFolder, cwd, problems });
  const proxyUrl = proxyOf(cluster, clusterName, problems);
  const place = { name: userName, folder: entryFolder(originOf('users', userName), cwd), cwd, problems };
  const credentials = credentialsOf(user ?? {}, options, place);
  const impersonate = impersonated(user ?? {}, options, userName);
  if (problems.length === 1) throw new HostError(problems[0]!);
  if (problems.length > 1) throw new BareError(`Error in configuration: \n${problems.map((problem) => `* ${problem}\n`).join('')}`);
  return {
    server: absoluteServer(server, options.server ? cwd : clusterFolder),
    namespace: context?.namespace,
    tls,
    credentials,
    impersonate,
    proxyUrl,
    disableCompression: options['disable-compression'] === true || cluster?.['disable-compression'] === true,
    requestTimeout,
  };
}

interface Place {
  name: string;
  folder: string;
  cwd: string;
  problems: string[];
}

function timeoutOf(text = '0'): number | undefined {
  if (text === '') return undefined;
  if (/^[-+]?\d+$/.test(text)) return Number(text) > 0 ? Number(text) * 1000 : undefined;
  try {
    const ms = parseDuration(text);
    return ms > 0 ? ms : undefined;
  } catch {
    const units = 'an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)';
    throw new HostError(`Invalid timeout value. Timeout must be a single integer in seconds, or ${units}`);
  }
}

function tlsOf(cluster: ClusterEntry, options: ConnectOptions, place: Place): TlsSettings {
  const insecure = options['insecure-skip-tls-verify'] || cluster['insecure-skip-tls-verify'] === true;
  const authority = readPem('certificate-authority', 'certificate-authority', cluster, options['certificate-authority'], place);
  return { authority: insecure ? undefined : authority, insecure, serverName: options['tls-server-name'] || cluster['tls-server-name'] };
}

/** A file that a flag or the entry names, or the data that the entry holds; the flag goes first, data goes before a file. */
function readPem<F extends 'certificate-authority' | 'client-certificate' | 'client-key'>(
  field: F,
  called: string,
  entry: Partial<Record<F | `${F}-data`, string>>,
  flag: string | undefined,
  { name, folder, cwd, problems }: Place,
): Buffer | undefined {
  const data = entry[`${field}-data`];
  if (!flag && data) return Buffer.from(data, 'base64');
  const named = flag || entry[field];
  if (!named) return undefined;
  const path = flag ? named : resolve(folder, named);
  try {
    return readFileSync(resolve(cwd, path));
  } catch (error) {
    problems.push(`unable to read ${called} ${path} for ${name} due to open ${path}: ${systemErrorText(error)}`);
    return undefined;
  }
}

const PROXY_SCHEMES = ['http:', 'https:', 'socks5:'];

function proxyOf(cluster: ClusterEntry | undefined, name: string, problems: string[]): string | undefined {
  const text = cluster?.['proxy-url'];
  if (!text) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*:)/i.exec(text)?.[1]?.toLowerCase() ?? '';
  if (!PROXY_SCHEMES.includes(scheme))
    problems.push(
      `invalid 'proxy-url' ${JSON.stringify(text)} for cluster "${name}": unsupported scheme "${scheme.slice(0, -1)}", must be http, https, or socks5`,
    );
  return text;
}

function credentialsOf(entry: UserEntry, options: ConnectOptions, place: Place): Credentials {
  const { name, problems } = place;
  // What is given on the command line takes the place of other ways to identify.
  const overridden = Boolean(options.token || options.username || options.password);
  const user: UserEntry = overridden ? withoutMethods(entry) : entry;
  const certificate = readPem('client-certificate', 'client-cert', user, options['client-certificate'], place);
  const key = readPem('client-key', 'client-key', user, options['client-key'], place);
  const wantsCertificate = Boolean(options['client-certificate'] || user['client-certificate'] || user['client-certificate-data']);
  if (wantsCertificate && !(options['client-key'] || user['client-key'] || user['client-key-data']))
    problems.unshift(`client-key-data or client-key must be specified for ${name} to use the clientCert authentication method.`);
  const token = options.token || user.token || tokenOfFile(user, place);
  const basic = { username: options.username || user.username || '', password: options.password || user.password || '' };
  const hasBasic = basic.username !== '' || basic.password !== '';
  const methods = [token && 'token', hasBasic && 'basicAuth'].filter(Boolean);
  if (methods.length > 1)
    problems.push(`more than one authentication method found for ${name}; found [${methods.join(' ')}], only one is allowed`);
  if (user['auth-provider']) throw noAuthProvider(user['auth-provider'].name);
  if (user.exec) checkExec(user, name, problems);
  return {
    ...(token && { token }),
    ...(hasBasic && { basic }),
    ...(certificate && key && { certificate: { certificate, key } }),
    ...(user.exec && { exec: { ...user.exec, folder: place.folder } }),
  };
}

function withoutMethods({ token: _token, tokenFile: _file, username: _username, password: _password, ...others }: UserEntry): UserEntry {
  const { exec: _exec, 'auth-provider': _provider, ...rest } = others;
  return rest;
}

function tokenOfFile({ tokenFile }: UserEntry, { folder }: Place): string | undefined {
  if (!tokenFile) return undefined;
  const path = resolve(folder, tokenFile);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new HostError(`${errorCode(error) === 'EISDIR' ? 'read' : 'open'} ${path}: ${systemErrorText(error)}`);
  }
}

function noAuthProvider(name: string): HostError {
  if (name === 'gcp' || name === 'azure') {
    const [plugin, page] = REMOVED_PROVIDERS[name];
    return new HostError(
      `The ${name} auth plugin has been removed.\nPlease use the ${plugin} kubectl/client-go credential plugin instead.\nSee ${page} for further details`,
    );
  }
  return new HostError(`no Auth Provider found for name ${JSON.stringify(name)}`);
}

const REMOVED_PROVIDERS = {
  gcp: ['"gke-gcloud-auth-plugin"', 'https://cloud.google.com/blog/products/containers-kubernetes/kubectl-auth-changes-in-gke'],
  azure: [
    'https://github.com/Azure/kubelogin',
    'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins',
  ],
} as const;

const INTERACTIVE_MODES = ['Never', 'IfAvailable', 'Always'];

function checkExec({ exec = {}, ...user }: UserEntry, name: string, problems: string[]): void {
  if (user['auth-provider']) problems.push(`authProvider cannot be provided in combination with an exec plugin for ${name}`);
  if (!exec.command) problems.push(`command must be specified for ${name} to use exec authentication plugin`);
  if (!exec.apiVersion) problems.push(`apiVersion must be specified for ${name} to use exec authentication plugin`);
  for (const { name: variable } of exec.env ?? [])
    if (!variable) problems.push(`env variable name must be specified for ${name} to use exec authentication plugin`);
  if (!exec.interactiveMode) {
    if (exec.apiVersion === 'client.authentication.k8s.io/v1')
      problems.push(`interactiveMode must be specified for ${name} to use exec authentication plugin`);
  } else if (!INTERACTIVE_MODES.includes(exec.interactiveMode)) {
    problems.push(`invalid interactiveMode for ${name}: ${JSON.stringify(exec.interactiveMode)}`);
  }
}

function impersonated(user: UserEntry, options: ConnectOptions, userName: string): UserInfo | undefined {
  const as = options.as || user.as;
  const groups = options['as-group']?.length ? options['as-group'] : (user['as-groups'] ?? []);
  const uid = options['as-uid'] || user['as-uid'];
  const extra = new Map(Object.entries(user['as-user-extra'] ?? {}));
  const pairs = options['as-user-extra'] ?? [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    // kubectl takes no notice of what is no pair.
    if (equals < 0) continue;
    const key = pair.slice(0, equals);
    extra.set(key, [...(extra.get(key) ?? []), pair.slice(equals + 1)]);
  }
  if (!as) {
    if (uid || groups.length > 0 || extra.size > 0)
      throw new HostError(`requesting uid, groups or user-extra for ${userName} without impersonating a user`);
    return undefined;
  }
  return { username: as, groups, ...(uid && { uid }), ...(extra.size > 0 && { extra: Object.fromEntries(extra) }) };
}
