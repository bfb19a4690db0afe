import type { KubeObject } from '../api/object.ts';
import type { Service } from '../api/types.ts';
import { UserError } from '../api/user-error.ts';
import { listFlag } from '../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { UsageError } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { attachablePod } from '../kubectl/pods/attachable.ts';
import { checkRunningTimeout, podRunningTimeoutFlag } from '../kubectl/pods/running-timeout.ts';
import { parseForwardedPort, podPorts, servicePorts } from '../kubectl/port-forward/ports.ts';
import { fetchInfo } from '../kubectl/resources/builder.ts';
import { namedPods } from '../kubectl/resources/named-pods.ts';
import { openSession } from '../kubectl/session.ts';

export default class PortForward extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Forward one or more local ports to a pod';
  static override description =
    'Forward ports of this machine to those of a pod. Of a workload or service it is one of its pods. Containers of kubesim answer no connections yet: everything is checked, and then this is said.';
  static override examples = [
    '# Ports 5000 and 6000 of a pod\nkubectl port-forward pod/mypod 5000 6000',
    '# Those of the pods of a deployment\nkubectl port-forward deployment/mydeployment 5000 6000',
    "# Port 8443 here to the port of the service that is called 'https'\nkubectl port-forward service/myservice 8443:https",
    '# Any free port here\nkubectl port-forward pod/mypod :5000',
  ];
  static override usage = 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]';
  static override flags = {
    address: listFlag({ default: ['localhost'], description: 'Addresses to listen on; localhost is 127.0.0.1 and ::1.' }),
    ...podRunningTimeoutFlag(),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof PortForward>): Promise<void> {
    const [name = '', ...texts] = args;
    if (texts.length === 0) throw new UsageError('TYPE/NAME and list of ports are required for port-forward');
    checkRunningTimeout(flags);
    const session = await openSession(await this.connect(flags), io);
    const [info] = await namedPods(session, [name]);
    const object = (await fetchInfo(session.client, info!)).object as KubeObject;
    const pod = await attachablePod(session, object, flags['pod-running-timeout']);
    const ports = object.kind === 'Service' ? servicePorts(texts, object as unknown as Service, pod) : podPorts(texts, pod);
    if (pod.status?.phase !== 'Running') {
      throw new UserError(`unable to forward port because pod is not running. Current status=${pod.status?.phase ?? ''}`);
    }
    ports.forEach(parseForwardedPort);
    throw new UserError('forwarding ports to containers is not supported by kubesim yet');
  }
}
