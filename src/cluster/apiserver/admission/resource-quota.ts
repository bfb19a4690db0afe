import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  isZero,
  parseQuantity,
  sign,
  subtractQuantities,
  zeroQuantity,
} from '../../../api/quantity.ts';
import { groupResource } from '../../../api/object.ts';
import type { ResourceQuota } from '../../../api/types.ts';
import type { KindContext } from '../../kinds/define.ts';
import { isInScopes, measureOf, scopesOf, type Measure, type Usage } from '../../quota/measure.ts';
import { refusal, type AdmissionAttributes, type AdmissionPlugin } from './plugin.ts';

/** Refuses what no quota of the namespace has room for, and books the rest at once: the next request sees it. */
export const resourceQuotaAdmission: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(attributes, context) {
    const { kind, object, namespace, operation, subresource } = attributes;
    if (!object || !kind.namespaced || namespace === '') return;
    const quotas = context.api.list('resourcequotas', namespace);
    if (quotas.length === 0 || (kind.storedAs ?? groupResource(kind.group, kind.plural)) === 'events') return;
    const measure = measureOf(groupResource(kind.group, kind.plural));
    const changes = operation === 'UPDATE' && measure.updates?.includes(subresource);
    if (!changes && !(operation === 'CREATE' && subresource === '')) return;
    const booked = book(quotas, measure, attributes, context);
    if (context.dryRun) return;
    for (const quota of booked) context.api.updateStatus('resourcequotas', quota);
  },
};

/** The quotas that change, with what they would hold. */
function book(quotas: readonly ResourceQuota[], measure: Measure, attributes: AdmissionAttributes, { now }: KindContext): ResourceQuota[] {
  const { object, previous, operation } = attributes;
  const concerned = quotas.filter((quota) => {
    const names = namesOf(quota, measure);
    if (names.length === 0 || !isInScopes(measure, scopesOf(quota), object!)) return false;
    const missing = measure.missing?.(object!, names) ?? '';
    if (missing !== '') throw refusal(attributes, `failed quota: ${quota.metadata.name}: ${missing}`);
    if (names.some((name) => quota.status?.used?.[name] === undefined)) {
      throw refusal(attributes, `status unknown for quota: ${quota.metadata.name}, resources: ${names.sort().join(',')}`);
    }
    return true;
  });
  if (concerned.length === 0) return [];
  const usage = measure.usage(object!, now());
  const negative = [...usage].filter(([, quantity]) => sign(quantity) < 0).map(([name]) => name);
  if (negative.length > 0) throw refusal(attributes, `quota usage is negative for resource(s): ${negative.sort().join(',')}`);
  const before = operation === 'UPDATE' && previous ? measure.usage(previous, now()) : undefined;
  return concerned.flatMap((quota) => {
    // A quota that did not count the object before is charged all of it.
    const counted = before && isInScopes(measure, scopesOf(quota), previous!);
    return charged(quota, counted ? growth(usage, before) : usage, attributes) ?? [];
  });
}

function namesOf({ status }: ResourceQuota, measure: Measure): string[] {
  return Object.keys(status?.hard ?? {}).filter((name) => measure.measures(name));
}

/** Only what grows: what shrinks is given back when it is counted anew. */
function growth(usage: Usage, before: Usage): Usage {
  const more: Usage = new Map();
  for (const [name, quantity] of usage) {
    const difference = subtractQuantities(quantity, before.get(name) ?? zeroQuantity);
    if (sign(difference) > 0) more.set(name, difference);
  }
  return more;
}

function charged(quota: ResourceQuota, usage: Usage, attributes: AdmissionAttributes): ResourceQuota | undefined {
  const { hard = {}, used = {} } = quota.status ?? {};
  const requested = new Map([...usage].filter(([name, quantity]) => hard[name] !== undefined && !isZero(quantity)));
  if (requested.size === 0) return undefined;
  const next = { ...used };
  const exceeded: string[] = [];
  for (const [name, quantity] of requested) {
    const total = addQuantities(parseQuantity(used[name] ?? '0'), quantity);
    next[name] = formatQuantity(total);
    if (compareQuantities(total, parseQuantity(hard[name]!)) > 0) exceeded.push(name);
  }
  if (exceeded.length > 0 && attributes.subresource !== 'status') {
    exceeded.sort();
    const list = (value: (name: string) => string): string => exceeded.map((name) => `${name}=${value(name)}`).join(',');
    const texts = [
      `exceeded quota: ${quota.metadata.name}`,
      `requested: ${list((name) => formatQuantity(requested.get(name)!))}`,
      `used: ${list((name) => used[name]!)}`,
      `limited: ${list((name) => hard[name]!)}`,
    ];
    throw refusal(attributes, texts.join(', '));
  }
  return { ...quota, status: { ...quota.status, used: next } };
}
