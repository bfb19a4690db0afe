import type { Pod, Service } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';

/** The two halves of `LOCAL:REMOTE`; a port alone is both. */
function splitPort(text: string): [local: string, remote: string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, text] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** The ports of a pod that are forwarded, `LOCAL:REMOTE` with numbers. Throws UserError for names that no container has, and for UDP. */
export function podPorts(texts: readonly string[], pod: Pod): string[] {
  const ports = (pod.spec?.containers ?? []).flatMap(({ ports: own = [] }) =>
    own.map(({ name, containerPort, protocol }) => ({ name, number: containerPort, protocol })),
  );
  const numberOf = (name: string): number => {
    const found = ports.find((port) => port.name === name);
    if (!found) throw new UserError(`Pod '${pod.metadata.name}' does not have a named port '${name}'`);
    return found.number;
  };
  refuseUdp(texts, ports, numberOf);
  return texts.map((text) => {
    const [local, remote] = splitPort(text);
    if (remote === '') throw new UserError('remote port cannot be empty');
    const number = isNumber(remote) ? remote : String(numberOf(remote));
    return local === remote ? number : `${local}:${number}`;
  });
}

/** The ports of the pod behind a service's ports. */
export function servicePorts(texts: readonly string[], service: Service, pod: Pod): string[] {
  const { name: serviceName = '' } = service.metadata;
  const ports = (service.spec?.ports ?? []).map(({ name, port, protocol }) => ({ name, number: port, protocol }));
  const numberOf = (name: string): number => {
    const found = ports.find((port) => port.name === name);
    if (!found) throw new UserError(`Service '${serviceName}' does not have a named port '${name}'`);
    return found.number;
  };
  refuseUdp(texts, ports, numberOf);
  return texts.map((text) => {
    const [given, remote] = splitPort(text);
    if (remote === '') throw new UserError('remote port cannot be empty');
    const number = isNumber(remote) ? Number(remote) : numberOf(remote);
    const local = given === remote ? String(number) : given;
    const target = String(containerPort(service, pod, number));
    return local === target ? target : `${local}:${target}`;
  });
}

function containerPort(service: Service, pod: Pod, number: number): number {
  const { name = '' } = service.metadata;
  const port = service.spec?.ports?.find((each) => each.port === number);
  if (!port) throw new UserError(`Service ${name} does not have a service port ${number}`);
  if (service.spec?.clusterIP === 'None') return number;
  const { targetPort } = port;
  if (typeof targetPort === 'number') return targetPort === 0 ? number : targetPort;
  if (targetPort === undefined) return number;
  const found = (pod.spec?.containers ?? []).flatMap(({ ports = [] }) => ports).find((each) => each.name === targetPort);
  if (!found) throw new UserError(`Pod '${pod.metadata.name}' does not have a named port '${targetPort}'`);
  return found.containerPort;
}

function refuseUdp(
  texts: readonly string[],
  ports: readonly { number: number; protocol?: string | undefined }[],
  numberOf: (name: string) => number,
): void {
  const numbers = (protocol: string): number[] => ports.filter((port) => port.protocol === protocol).map(({ number }) => number);
  const tcp = numbers('TCP');
  const udp = numbers('UDP').filter((number) => !tcp.includes(number));
  for (const text of texts) {
    const [, remote] = splitPort(text);
    if (udp.includes(isNumber(remote) ? Number(remote) : numberOf(remote)))
      throw new UserError(`UDP protocol is not supported for ${remote}`);
  }
}

function isNumber(text: string): boolean {
  return /^[-+]?\d+$/.test(text);
}

export interface ForwardedPort {
  /** 0: any free one. */
  local: number;
  remote: number;
}

/** Numbers of `LOCAL:REMOTE`, `:REMOTE` and `PORT`. Throws UserError in Go's words. */
export function parseForwardedPort(text: string): ForwardedPort {
  const parts = text.split(':');
  if (parts.length > 2) throw new UserError(`invalid port format '${text}'`);
  const [localText = '', remoteText = localText] = parts;
  const local = parts.length === 2 && localText === '' ? 0 : portNumber('local', localText);
  const remote = portNumber('remote', remoteText);
  if (remote === 0) throw new UserError('remote port must be > 0');
  return { local, remote };
}

function portNumber(side: string, text: string): number {
  const wrong = (reason: string): UserError =>
    new UserError(`error parsing ${side} port '${text}': strconv.ParseUint: parsing "${text}": ${reason}`);
  if (!/^\d+$/.test(text)) throw wrong('invalid syntax');
  const number = Number(text);
  if (number > 65535) throw wrong('value out of range');
  return number;
}
