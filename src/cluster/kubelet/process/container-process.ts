import { parseQuantity, toInteger } from '../../../api/quantity.ts';
import type { Container, Pod } from '../../../api/types.ts';
import type { ClusterApi } from '../../apiserver/cluster-api.ts';
import { expandReferences, environmentOf } from '../environment.ts';
import type { ImageCatalogue, ImageEntry } from '../images/catalogue.ts';
import type { Run } from '../records.ts';
import { volumeFiles } from '../volumes.ts';
import { reachableSince, resolved } from './names.ts';
import { unmetNeed } from './needs.ts';
import { hasProgram, isMain, type Process } from './process.ts';

export interface ProcessContext {
  api: ClusterApi;
  catalogue: ImageCatalogue;
}

const ALL_MEMORY = 8 * 1024 ** 3;
const QUICK_ANSWERS = /^(--version|--help|-v|-V|-h|version|help)$/;

/** What a run of a container is: a pure function of the pod, the image and the cluster's objects. */
export function processOf(
  pod: Pod,
  container: Container,
  run: Pick<Run, 'image' | 'startedAt'>,
  { api, catalogue }: ProcessContext,
): Process {
  const entry = catalogue.find(run.image);
  const environment = environmentOf(pod, container, api).values;
  const limit = container.resources?.limits?.['memory'];
  return {
    entry,
    argv: commandLine(container, entry, environment),
    get unmet() {
      return unmetNeed(entry, pod, container, run.startedAt);
    },
    world: {
      startedAt: run.startedAt,
      environment,
      hostname: hostName(pod),
      workingDir: container.workingDir ?? '/',
      get files() {
        return filesOf(pod, container, api);
      },
      memoryLimit: limit === undefined ? ALL_MEMORY : toInteger(parseQuantity(limit)),
      flavour: entry?.file.base === 'debian' ? 'debian' : 'busybox',
      image: run.image,
      interactive: container.stdin === true,
      knows: (program) => hasProgram(entry, program),
      serves: (program) => (entry && isMain(entry, program) ? (entry.file.serves ?? []).map(({ port }) => port) : undefined),
      resolved: (host) => resolved(host, pod, api),
      reachable: (host, port) => reachableSince(host, port, pod, api, run.startedAt),
    },
  };
}

/** Undefined: the image's own process. */
function commandLine(
  { command, args }: Container,
  entry: ImageEntry | undefined,
  environment: Readonly<Record<string, string>>,
): readonly string[] | undefined {
  const expand = (words: readonly string[]): string[] => words.map((word) => expandReferences(word, environment));
  const file = entry?.file;
  let argv: string[];
  if (command?.length) argv = [...expand(command), ...expand(args ?? [])];
  else if (!args?.length) {
    // An image whose command is a shell or a tool does what that does.
    if (!file?.command || file.serves || file.exits || file.logs || !file.command.length) return undefined;
    argv = [...(file.wrapper === false ? (file.entrypoint ?? []) : []), ...file.command];
    return isMain(entry!, nameOf(argv[0]!)) ? undefined : argv;
  } else if (!file) return undefined;
  else argv = file.wrapper === false ? [...(file.entrypoint ?? []), ...expand(args)] : expand(args);
  const program = nameOf(argv[0]!);
  const own = argv[0]!.startsWith('-') || (entry !== undefined && isMain(entry, program));
  if (!own) return argv;
  return argv.length === 2 && QUICK_ANSWERS.test(argv[1]!) ? ['true'] : undefined;
}

function nameOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

/** The pod's own name, or what the spec names; with the subdomain when `hostname -f` asks for it. */
export function hostName(pod: Pod): string {
  const { hostname, subdomain } = pod.spec ?? {};
  const name = hostname ?? pod.metadata.name ?? '';
  return subdomain ? `${name}.${subdomain}.${pod.metadata.namespace ?? ''}.svc.cluster.local` : name;
}

function filesOf(pod: Pod, container: Container, api: ClusterApi): Record<string, string> {
  const { spec, status, metadata } = pod;
  const namespace = metadata.namespace ?? '';
  const short = hostName(pod).split('.')[0]!;
  return {
    '/etc/hostname': `${short}\n`,
    '/etc/hosts': hostsFile(status?.podIP ?? '', hostName(pod), spec?.hostAliases ?? []),
    '/etc/resolv.conf': resolvConf(pod, namespace),
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
    ...volumeFiles(pod, container, api),
  };
}

function hostsFile(ip: string, name: string, aliases: readonly { ip: string; hostnames?: readonly string[] }[]): string {
  const names = name.includes('.') ? `${name}\t${name.split('.')[0]!}` : name;
  const fixed =
    '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';
  const added = aliases.map(({ ip: address, hostnames }) => `${[address, ...(hostnames ?? [])].join('\t')}\n`).join('');
  return `${fixed}${ip}\t${names}\n${added && `\n# Entries added by HostAliases.\n${added}`}`;
}

function resolvConf({ spec }: Pod, namespace: string): string {
  const { nameservers = [], searches = [], options = [] } = spec?.dnsConfig ?? {};
  const cluster = spec?.dnsPolicy !== 'None' && spec?.dnsPolicy !== 'Default';
  const search = [...(cluster ? [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'] : []), ...searches];
  const servers = [...(cluster ? ['10.96.0.10'] : []), ...nameservers];
  const all = [
    ...(cluster && !options.some(({ name }) => name === 'ndots') ? ['ndots:5'] : []),
    ...options.map(({ name, value }) => (value === undefined ? name! : `${name!}:${value}`)),
  ];
  return [
    ...(search.length > 0 ? [`search ${search.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(all.length > 0 ? [`options ${all.join(' ')}`] : []),
    '',
  ].join('\n');
}
