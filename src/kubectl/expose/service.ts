import { parseIntOrString } from '../../api/int-or-string.ts';
import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { parseGoInteger } from '../go-integer.ts';

export interface ServiceOptions {
  name: string;
  labels?: Readonly<Record<string, string>>;
  selector: Readonly<Record<string, string>>;
  /** Port numbers as text, `80,443`; only a headless service can do without. */
  ports: string;
  /** '' takes what the exposed object says of each port, or else TCP. */
  protocol?: string;
  /** Protocols of the exposed object, by port. */
  protocols?: Readonly<Record<string, readonly string[]>>;
  /** '' is the port itself. */
  targetPort?: string;
  type?: string;
  clusterIP?: string;
  externalIP?: string;
  loadBalancerIP?: string;
  sessionAffinity?: string;
}

interface Port {
  name?: string;
  port: number;
  protocol: string;
}

/** The Service that `expose` and `run --expose` make. Throws UserError for what kubectl itself refuses. */
export function exposingService(options: ServiceOptions): KubeObject {
  const {
    name,
    labels = {},
    selector,
    type = '',
    clusterIP = '',
    externalIP = '',
    loadBalancerIP = '',
    sessionAffinity = '',
    targetPort = '',
  } = options;
  if (options.ports === '' && clusterIP !== 'None') throw new UserError("'ports' or 'port' is a required parameter");
  const ports = portsOf(options).map((port) => ({ ...port, targetPort: targetPort === '' ? port.port : parseIntOrString(targetPort) }));
  if (!['', 'None', 'ClientIP'].includes(sessionAffinity)) throw new UserError(`unknown session affinity: ${sessionAffinity}`);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...(Object.keys(labels).length > 0 ? { labels: { ...labels } } : {}) },
    spec: {
      ...(ports.length > 0 ? { ports } : {}),
      selector: { ...selector },
      ...(clusterIP === '' ? {} : { clusterIP }),
      ...(type === '' ? {} : { type }),
      ...(externalIP === '' ? {} : { externalIPs: [externalIP] }),
      ...(sessionAffinity === '' ? {} : { sessionAffinity }),
      ...(type === 'LoadBalancer' && loadBalancerIP !== '' ? { loadBalancerIP } : {}),
    },
  };
}

/** Several ports need names; a port that the object offers under two protocols becomes two. */
function portsOf({ ports, protocol = '', protocols = {} }: ServiceOptions): Port[] {
  if (ports === '') return [];
  const texts = ports.split(',');
  return texts.flatMap((text, i) => {
    const port = parseGoInteger(text);
    const name = texts.length > 1 ? { name: `port-${i + 1}` } : {};
    const own = Object.hasOwn(protocols, text) ? protocols[text]! : [];
    if (protocol !== '' || own.length < 2) return [{ ...name, port, protocol: protocol || (own[0] ?? 'TCP') }];
    return own.map((each) => ({ name: `port-${i + 1}-${each.toLowerCase()}`, port, protocol: each }));
  });
}
