import { stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { UserError } from '../api/user-error.ts';
import { boolFlag, durationFlag, intFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { BareError } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import type { ProxyFilter } from '../host/proxy/filter.ts';

export default class Proxy extends KubectlCommand {
  static override summary = 'Run a proxy to the Kubernetes API server';
  static override description =
    'Pass requests on to the API server, with the credentials of the kubeconfig, so that a browser or curl can do without; and serve the files of a folder beside it.\n\n' +
    'A cluster in a file is served for as long as the proxy runs. Connections that are upgraded (exec, attach, port-forward) are not passed on.';
  static override examples = [
    '# All of the API\nkubectl proxy --api-prefix=/',
    '# A part of it, and some files\nkubectl proxy --www=/my/files --www-prefix=/static/ --api-prefix=/api/',
    '# On port 8011, with files of ./local/www\nkubectl proxy --port=8011 --www=./local/www/',
    '# On any free port, which is told\nkubectl proxy --port=0',
  ];
  static override usage = 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]';
  static override flags = {
    'accept-hosts': stringFlag({
      default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$',
      description: 'Patterns of hosts that requests may be for.',
    }),
    'accept-paths': stringFlag({ default: '^.*', description: 'Patterns of paths that are passed on.' }),
    address: stringFlag({ default: '127.0.0.1', description: 'The IP address to listen on.' }),
    'api-prefix': stringFlag({ default: '/', description: 'The prefix below which the API is.' }),
    'append-server-path': boolFlag({ description: "If true, the path of the server's URL is put before that of each request." }),
    'disable-filter': boolFlag({ description: 'If true, let everything pass. Dangerous where others can reach the port.' }),
    keepalive: durationFlag({ description: 'How often to look whether connections are alive. 0 does not.' }),
    port: intFlag({ short: 'p', default: 8001, description: 'The port to listen on; 0 takes a free one.' }),
    'reject-methods': stringFlag({ default: '^$', description: 'Patterns of methods that are refused.' }),
    'reject-paths': stringFlag({
      default: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach',
      description: 'Patterns of paths that are refused, even where --accept-paths takes them.',
    }),
    'unix-socket': stringFlag({ short: 'u', description: 'The Unix socket to listen on.' }),
    www: stringFlag({ short: 'w', description: 'A folder whose files are served too.' }),
    'www-prefix': stringFlag({ short: 'P', default: '/static/', description: 'The prefix below which the files are.' }),
  };

  protected override async execute(io: Io, { flags, changed }: InputOf<typeof Proxy>): Promise<number> {
    const socket = flags['unix-socket'];
    if (socket !== '' && changed('port') && flags.port !== 8001)
      throw new UserError('cannot set --unix-socket and --port at the same time');
    const filter = flags['disable-filter'] ? undefined : await filterOf(flags);
    if (!filter && socket === '') {
      io.stderr.write('Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious\n');
    }
    if (flags.www !== '') await warnOfFolder(io, flags.www);
    const { upstreamOf } = await import('../host/proxy/upstream.ts');
    const { proxyServer } = await import('../host/proxy/server.ts');
    const { awaitSignal } = await import('../host/serve/until-stopped.ts');
    const signals = awaitSignal();
    const { upstream, path } = await upstreamOf({ ...flags, env: io.env, cwd: io.cwd }, (text) => io.stderr.write(`kubesim: ${text}\n`));
    const server = proxyServer({
      upstream,
      filter,
      apiPrefix: withSlashes(flags['api-prefix']),
      serverPath: flags['append-server-path'] ? path : '',
      files: flags.www === '' ? undefined : { folder: resolve(io.cwd, flags.www), prefix: withSlashes(flags['www-prefix']) },
      keepAlive: flags.keepalive,
    });
    try {
      await new Promise<void>((ready, failed) => {
        server.once('error', (error) => failed(new UserError(listenError(error, flags.address, flags.port, socket))));
        if (socket === '') server.listen(flags.port, flags.address, ready);
        else server.listen(resolve(io.cwd, socket), ready);
      });
      const at = server.address() as AddressInfo | string;
      io.stdout.write(`Starting to serve on ${typeof at === 'string' ? socket : `${at.address}:${at.port}`}\n`);
      await signals.stopped;
    } finally {
      signals.ignore();
      server.close();
      server.closeAllConnections();
      await upstream.close();
    }
    return 0;
  }
}

async function filterOf(flags: InputOf<typeof Proxy>['flags']): Promise<ProxyFilter> {
  const { patterns } = await import('../host/proxy/filter.ts');
  const read = (text: string): RegExp[] => {
    try {
      return patterns(text);
    } catch (error) {
      throw new BareError(`Error compiling re: ${error instanceof Error ? error.message : String(error)}`, { exitCode: 255 });
    }
  };
  return {
    acceptHosts: read(flags['accept-hosts']),
    acceptPaths: read(flags['accept-paths']),
    rejectPaths: read(flags['reject-paths']),
    rejectMethods: read(flags['reject-methods']),
  };
}

async function warnOfFolder(io: Io, folder: string): Promise<void> {
  const found = await stat(resolve(io.cwd, folder)).catch(() => undefined);
  if (!found) io.stderr.write(`Failed to stat static file directory ${folder}: stat ${folder}: no such file or directory\n`);
  else if (!found.isDirectory()) io.stderr.write(`Static file directory ${folder} is not a directory\n`);
}

function withSlashes(prefix: string): string {
  return `/${prefix.replace(/^\/+|\/+$/g, '')}/`.replace('//', '/');
}

function listenError(error: Error, address: string, port: number, socket: string): string {
  const code = (error as NodeJS.ErrnoException).code;
  const where = socket === '' ? `tcp ${address}:${port}` : `unix ${socket}`;
  const reason = code === 'EADDRINUSE' ? 'bind: address already in use' : code === 'EACCES' ? 'bind: permission denied' : error.message;
  return `listen ${where}: ${reason}`;
}
