import type { Service } from '../api/types.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { serviceLink } from '../kubectl/cluster-info/service-link.ts';
import type { Io } from '../kubectl/io.ts';

const GREEN = '\u001b[0;32m';
const YELLOW = '\u001b[0;33m';
const PLAIN = '\u001b[0m';

export default class ClusterInfo extends KubectlCommand {
  static override summary = 'Display cluster information';
  static override description = "Show where the control plane and the cluster's own services are to be found.";
  static override examples = ['# The addresses of the control plane and the cluster services\nkubectl cluster-info'];
  static override usage = 'cluster-info [flags] [options]';

  protected override async execute(io: Io, { flags }: InputOf<typeof ClusterInfo>): Promise<void> {
    const { client, server } = await this.connect(flags);
    const coloured = io.stdout.isTerminal && !io.env['NO_COLOR'];
    const paint = (colour: string, text: string): string => (coloured ? colour + text + PLAIN : text);
    const say = (name: string, link: string): void => io.stdout.write(`${paint(GREEN, name)} is running at ${paint(YELLOW, link)}\n`);
    const { body } = await client.request({
      verb: 'list',
      group: '',
      version: 'v1',
      resource: 'services',
      namespace: 'kube-system',
      labelSelector: 'kubernetes.io/cluster-service=true',
    });
    say('Kubernetes control plane', server);
    for (const service of (body['items'] ?? []) as Service[]) {
      say(service.metadata.labels?.['kubernetes.io/name'] ?? service.metadata.name ?? '', serviceLink(service, server));
    }
    io.stdout.write("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
  }
}
