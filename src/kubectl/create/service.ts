import { goQuote } from '../../api/go-text.ts';
import { checkDnsSubdomain, checkPortName, checkPortNumber } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { listFlag } from '../argv/flags.ts';

export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

export const tcpFlag = {
  tcp: listFlag({ description: "Port pairs as 'PORT:TARGETPORT', or PORT alone for the same on both sides." }),
};

export interface ServiceOptions {
  name: string;
  type: ServiceType;
  tcp: readonly string[];
  clusterIP?: string;
  nodePort?: number;
  externalName?: string;
}

/** The Service of `create service TYPE`. Throws UserError for ports and names that make no sense. */
export function serviceObject({ name, type, tcp, clusterIP = '', nodePort = 0, externalName = '' }: ServiceOptions): KubeObject {
  if (clusterIP === 'None' && type !== 'ClusterIP') throw new UserError('ClusterIP=None can only be used with ClusterIP service type');
  if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName')
    throw new UserError('at least one tcp port specifier must be provided');
  if (type === 'ExternalName' && checkDnsSubdomain(externalName).length > 0)
    throw new UserError(`invalid service external name ${externalName}`);
  const ports = tcp.map((text) => ({ ...parseTcp(text), ...(nodePort === 0 ? {} : { nodePort }) }));
  const labels = { app: name };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: {
      ...(ports.length > 0 ? { ports } : {}),
      selector: labels,
      type,
      ...(clusterIP === '' ? {} : { clusterIP }),
      ...(type === 'ExternalName' ? { externalName } : {}),
    },
  };
}

function parseTcp(text: string): { name: string; port: number; protocol: string; targetPort: number | string } {
  const [portText = '', target] = text.split(':');
  const port = parseUint16(portText);
  return { name: text.replaceAll(':', '-'), port, protocol: 'TCP', targetPort: target === undefined ? port : parseTarget(target) };
}

function parseTarget(text: string): number | string {
  const isNumber = /^[+-]?\d+$/.test(text);
  const faults = isNumber ? checkPortNumber(Number(text)) : checkPortName(text);
  if (faults.length > 0) throw new UserError(faults.join(','));
  return isNumber ? Number(text) : text;
}

function parseUint16(text: string): number {
  if (!/^\d+$/.test(text)) throw new UserError(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`);
  if (Number(text) > 65535) throw new UserError(`strconv.ParseUint: parsing ${goQuote(text)}: value out of range`);
  return Number(text);
}
