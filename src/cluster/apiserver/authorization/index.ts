import type { UserInfo } from '../../../api/client.ts';
import { goQuote } from '../../../api/go-text.ts';
import { forbidden, type StatusError } from '../../../api/status.ts';
import { isOwnUser, MASTERS } from '../users.ts';
import type { Attributes, ResourceAttributes } from './attributes.ts';
import { nodeAllows, type NodeSource } from './node.ts';
import { rbacAllows } from './rbac.ts';

export interface Decision {
  allowed: boolean;
  /** What the authorizers have to say; may be ''. */
  reason: string;
}

/** May this be done? Asks who may do everything, the node authorizer, then RBAC, as a kubeadm cluster's API server does. */
export function authorize(source: NodeSource, attributes: Attributes): Decision {
  if (isMaster(attributes.user)) return { allowed: true, reason: '' };
  const node = nodeAllows(source, attributes);
  if (node.allowed) return node;
  const rbac = rbacAllows(source, attributes);
  return rbac.allowed ? rbac : { allowed: false, reason: [node.reason, rbac.reason].filter((reason) => reason !== '').join('\n') };
}

function isMaster({ groups }: UserInfo): boolean {
  return groups?.includes(MASTERS) ?? false;
}

/** Whom nobody has to ask about: who may do everything, and the cluster's own actors. */
export function isTrusted(user: UserInfo): boolean {
  return isMaster(user) || isOwnUser(user);
}

/** Throws Forbidden when it may not. */
export function mustBeAllowed(source: NodeSource, attributes: Attributes): void {
  if (isTrusted(attributes.user)) return;
  const { allowed, reason } = authorize(source, attributes);
  if (!allowed) throw notAllowed(attributes, reason);
}

/** For what the server finds out on the way that a request needs: the refusal says why, but not what has been asked. */
export function mustAlsoBeAllowed(source: NodeSource, attributes: ResourceAttributes): void {
  if (isTrusted(attributes.user)) return;
  const { allowed, reason } = authorize(source, attributes);
  if (!allowed) throw forbidden(attributes, attributes.name, reason);
}

export function notAllowed(attributes: Attributes, reason: string): StatusError {
  const text = reason === '' ? refusal(attributes) : `${refusal(attributes)}: ${reason}`;
  if ('path' in attributes) return forbidden({ group: '', resource: '' }, '', text);
  const { group, resource, name } = attributes;
  return forbidden({ group, resource }, name, text);
}

const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function refusal(attributes: Attributes): string {
  const who = `User ${goQuote(attributes.user.username)} cannot ${attributes.verb}`;
  return `${who} ${what(attributes)}`.replace(/[&<>]/g, (sign) => MARKUP[sign]!);
}

function what(attributes: Attributes): string {
  if ('path' in attributes) return `path ${goQuote(attributes.path)}`;
  const { group, resource, subresource, namespace } = attributes;
  const subject = `resource ${goQuote(subresource ? `${resource}/${subresource}` : resource)} in API group ${goQuote(group)}`;
  return `${subject} ${namespace ? `in the namespace ${goQuote(namespace)}` : 'at the cluster scope'}`;
}
