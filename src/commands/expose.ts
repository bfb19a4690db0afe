import type { KubeObject } from '../api/object.ts';
import { UserError } from '../api/user-error.ts';
import { stringFlag } from '../kubectl/argv/flags.ts';
import {
  dryRunFlag,
  fieldManagerFlag,
  filenameFlags,
  overrideFlags,
  printFlags,
  recordFlag,
  saveConfigFlag,
} from '../kubectl/argv/shared-flags.ts';
import { withChangeCause } from '../kubectl/change-cause.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { withSavedConfig } from '../kubectl/create/generator.ts';
import { parseDryRun, type DryRun } from '../kubectl/dry-run.ts';
import { throwAll, withSource } from '../kubectl/errors.ts';
import { exposingService } from '../kubectl/expose/service.ts';
import type { Io } from '../kubectl/io.ts';
import { exposable } from '../kubectl/kinds/exposable.ts';
import { parseLabelSpec } from '../kubectl/label-spec.ts';
import { withOverrides } from '../kubectl/overrides.ts';
import { printTypedResult, resultPrinter } from '../kubectl/printing.ts';
import { fetchSelected, type ResourceInfo } from '../kubectl/resources/builder.ts';
import { select } from '../kubectl/selection.ts';
import { openSession, send, type Session } from '../kubectl/session.ts';

type Flags = InputOf<typeof Expose>['flags'];

/** What was found out for the first object holds for those after it too, as in kubectl. */
interface Derived {
  selector: Record<string, string> | undefined;
  labels: Record<string, string> | undefined;
  ports: readonly string[];
}

const MAX_NAME = 63;

export default class Expose extends KubectlCommand {
  static override summary = 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service';
  static override description =
    'Make a service for a pod, deployment, replica set, replication controller or another service.\n\n' +
    'Selector, labels and ports come from the object unless they are given. Several ports get the names port-1, port-2 and so on.';
  static override examples = [
    "# A service on port 80 for port 8000 of the pods of deployment 'web'\nkubectl expose deployment web --port=80 --target-port=8000",
    "# A service 'front' for a pod, on the port that the pod names\nkubectl expose pod valid-pod --name=front",
    '# On a port of every node\nkubectl expose deployment web --port=80 --type=NodePort',
  ];
  static override usage =
    'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type] [options]';
  static override flags = {
    'cluster-ip': stringFlag({ description: "The service's address; empty for a free one, 'None' for a headless service." }),
    ...dryRunFlag,
    'external-ip': stringFlag({ description: 'An address from outside the cluster that leads to the service too.' }),
    ...fieldManagerFlag('kubectl-expose'),
    ...filenameFlags('naming the objects to expose.'),
    labels: stringFlag({ short: 'l', description: 'Labels of the service; those of the object if not given.' }),
    'load-balancer-ip': stringFlag({ description: 'The address to ask a load balancer for.' }),
    name: stringFlag({ description: "The service's name; that of the object if not given." }),
    ...overrideFlags('service'),
    port: stringFlag({ description: 'The port of the service; that of the object if not given.' }),
    ...printFlags(),
    ...recordFlag,
    protocol: stringFlag({ description: "The service's protocol; TCP if not given." }),
    ...saveConfigFlag,
    selector: stringFlag({ description: 'Which pods the service leads to (KEY=VALUE,…); those of the object if not given.' }),
    'session-affinity': stringFlag({ description: "'None' or 'ClientIP'." }),
    'target-port': stringFlag({ description: 'Name or number of the port that the pods listen on; that of the service if not given.' }),
    type: stringFlag({ description: 'ClusterIP (if not given), NodePort, LoadBalancer or ExternalName.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Expose>): Promise<void> {
    const dryRun = parseDryRun(flags['dry-run'], io);
    await resultPrinter(io, flags, 'given');
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const selected = await select(session, { args, files: flags, builtInOnly: true }, failed);
    const derived: Derived = {
      selector: flags.selector === '' ? undefined : parseLabelSpec(flags.selector),
      labels: flags.labels === '' ? undefined : parseLabelSpec(flags.labels),
      ports: flags.port === '' ? [] : flags.port.split(','),
    };
    const infos = selected.kind === 'infos' && selected.fromFiles ? selected.infos : await fetchSelected(session.client, selected, failed);
    for (const info of infos) {
      try {
        const service = await this.#expose(session, info, derived, flags, dryRun);
        await printTypedResult(io, flags, service, 'exposed', dryRun);
      } catch (error) {
        failed(error);
      }
    }
    throwAll(errors);
  }

  async #expose(session: Session, info: ResourceInfo, derived: Derived, flags: Flags, dryRun: DryRun): Promise<KubeObject> {
    const made = withChangeCause(withOverrides(serviceFor(info, derived, flags), flags), this.recorded(flags));
    const { namespace } = session;
    if (dryRun === 'client') return session.enforceNamespace ? { ...made, metadata: { ...made.metadata, namespace } } : made;
    const service = flags['save-config'] ? withSavedConfig(made) : made;
    const response = await send(session, {
      group: '',
      version: 'v1',
      resource: 'services',
      verb: 'create',
      namespace,
      body: service,
      dryRun: dryRun === 'server',
      fieldManager: flags['field-manager'],
    });
    return response.body;
  }
}

function serviceFor(info: ResourceInfo, derived: Derived, flags: Flags): KubeObject {
  const kind = exposable(info.resource);
  const object = info.object as KubeObject;
  derived.selector ??= explained(() => kind.selector(object), "couldn't retrieve selectors via --selector flag or introspection");
  const own = kind.ports(object);
  if (derived.ports.length === 0) derived.ports = own.map(({ port }) => String(port));
  if (derived.ports.length === 0 && flags['cluster-ip'] !== 'None')
    throw new UserError("couldn't find port via --port flag or introspection");
  derived.labels ??= object.metadata.labels ?? {};
  const protocols: Record<string, string[]> = {};
  for (const { port, protocol } of own) (protocols[String(port)] ??= []).push(protocol);
  return exposingService({
    name: flags.name || info.name.slice(0, MAX_NAME),
    selector: derived.selector,
    labels: derived.labels,
    ports: derived.ports.join(','),
    protocols,
    protocol: flags.protocol,
    targetPort: flags['target-port'],
    externalIP: flags['external-ip'],
    loadBalancerIP: flags['load-balancer-ip'],
    type: flags.type,
    sessionAffinity: flags['session-affinity'],
    clusterIP: flags['cluster-ip'],
  });
}

function explained<T>(run: () => T, prefix: string): T {
  try {
    return run();
  } catch (error) {
    throw withSource(error, prefix);
  }
}
