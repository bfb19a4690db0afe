import type { KubeObject } from '../../api/object.ts';
import type { PolicyRule } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import { ruleResource, shownRules } from '../describe/sections/policy-rules.ts';
import { alignTabs, tableTabs } from '../printers/tabwriter.ts';
import { send, type Session } from '../session.ts';

/** What `auth can-i` asks about. */
export interface AccessQuestion {
  verb: string;
  /** '' for all namespaces. */
  namespace: string;
  url: string;
  group: string;
  resource: string;
  subresource: string;
  name: string;
}

const RESOURCE_VERBS = [
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
  ...['use', 'bind', 'impersonate', '*', 'approve', 'sign', 'escalate', 'attest'],
];
const URL_VERBS = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'];
/** Nothing that discovery knows, but rules speak of them. */
const NO_RESOURCES = ['users', 'groups'];

/** Warnings of this command end with an empty line. */
export type Warn = (text: string) => void;

/** Reads VERB and TYPE, TYPE/NAME or URL. What the server does not have is asked about all the same, with a warning. */
export function accessQuestion(
  session: Session,
  args: readonly string[],
  options: { namespace: string; subresource: string },
  warn: Warn,
): AccessQuestion {
  const [verb = '', what = ''] = args;
  const question = { verb, namespace: options.namespace, url: '', group: '', resource: '', subresource: options.subresource, name: '' };
  if (what.startsWith('/')) return { ...question, url: what };
  const slash = what.indexOf('/');
  const type = slash < 0 ? what : what.slice(0, slash);
  const name = slash < 0 ? '' : what.slice(slash + 1);
  return { ...question, name, ...resourceFor(session, type, warn) };
}

function resourceFor({ mapper }: Session, type: string, warn: Warn): { group: string; resource: string } {
  if (type === '*') return { group: '', resource: '*' };
  try {
    const { group, name } = mapper.forArgument(type);
    return { group, resource: name };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [resource = '', ...rest] = type.toLowerCase().split('.');
    const group = rest.join('.');
    if (!NO_RESOURCES.includes(type.toLowerCase()))
      warn(`the server doesn't have a resource type '${resource}'${group === '' ? '' : ` in group '${group}'`}`);
    return { group: '', resource: type };
  }
}

/** Refuses what does not go together, and warns of what cannot be meant. */
export function checkQuestion(question: AccessQuestion, { discovery }: Session, allNamespaces: boolean, warn: Warn): void {
  const { verb, url, resource, group, subresource } = question;
  if (url !== '') {
    if (subresource !== '') throw new UserError('--subresource can not be used with NonResourceURL');
    if (!URL_VERBS.includes(verb)) warn(`verb '${verb}' is not a known verb`);
  } else if (resource !== '' && !allNamespaces) {
    const known = discovery.resources.find((each) => each.name === resource && each.group === group);
    if (known && !known.namespaced) warn(`resource '${resource}' is not namespace scoped${group === '' ? '' : ` in group '${group}'`}`);
    if (!RESOURCE_VERBS.includes(verb)) warn(`verb '${verb}' is not a known verb`);
  }
}

const REVIEWS = { group: 'authorization.k8s.io', version: 'v1', verb: 'create' } as const;

/** Asks the server; `text` is what kubectl prints of the answer. */
export async function askAccess(session: Session, question: AccessQuestion): Promise<{ allowed: boolean; text: string }> {
  const { verb, namespace, url, group, resource, subresource, name } = question;
  const given = (fields: Record<string, string>): object => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
  const spec =
    url === ''
      ? { resourceAttributes: given({ namespace, verb, group, resource, subresource, name }) }
      : { nonResourceAttributes: { path: url, verb } };
  const body = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec };
  const answer = (await send(session, { ...REVIEWS, resource: 'selfsubjectaccessreviews', body })).body;
  const { allowed, reason, evaluationError } = answer['status'] as { allowed: boolean; reason?: string; evaluationError?: string };
  if (allowed) return { allowed, text: 'yes\n' };
  const why = [reason, evaluationError].map((text) => (text ? ` - ${text}` : '')).join('');
  return { allowed: false, text: `no${why}\n` };
}

/** Everything that one may do in a namespace, as a table; and a warning when that may not be all. */
export async function listAccess(session: Session, namespace: string, headers: boolean): Promise<{ table: string; warning: string }> {
  const body = { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec: { namespace } };
  const answer: KubeObject = (await send(session, { ...REVIEWS, resource: 'selfsubjectrulesreviews', body })).body;
  const {
    resourceRules = [],
    nonResourceRules = [],
    incomplete,
    evaluationError = '',
  } = answer['status'] as {
    resourceRules?: PolicyRule[] | null;
    nonResourceRules?: PolicyRule[] | null;
    incomplete: boolean;
    evaluationError?: string;
  };
  const list = (texts: readonly string[] | null | undefined): string => `[${(texts ?? []).join(' ')}]`;
  const rows = shownRules([...(resourceRules ?? []), ...(nonResourceRules ?? [])]).map(
    (rule) => `${ruleResource(rule)}\t${list(rule.nonResourceURLs)}\t${list(rule.resourceNames)}\t${list(rule.verbs)}\n`,
  );
  const head = headers ? 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n' : '';
  return {
    table: alignTabs(`${head}${rows.join('')}`, tableTabs),
    warning: incomplete ? `warning: the list may be incomplete: ${evaluationError}\n` : '',
  };
}
