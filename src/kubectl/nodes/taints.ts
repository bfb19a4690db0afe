import { checkQualifiedName, checkLabelValue } from '../../api/names.ts';
import { UserError } from '../../api/user-error.ts';
import { UsageError } from '../errors.ts';

export interface Taint {
  key: string;
  value?: string;
  effect?: string;
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Reads `key=value:effect`, `key:effect` (to add) and `key-`, `key:effect-`, `key=value:effect-` (to remove). */
export function parseTaints(specs: readonly string[]): { add: Taint[]; remove: Taint[] } {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const { key, effect } = parseTaint(spec.slice(0, -1));
      remove.push({ key, ...(effect ? { effect } : {}) });
      continue;
    }
    const taint = parseTaint(spec);
    if (!taint.effect) throw new UsageError(`invalid taint spec: ${spec}`);
    if (add.some((other) => same(other, taint))) throw new UsageError(`duplicated taints with the same key and effect: ${dumped(taint)}`);
    add.push(taint);
  }
  return { add, remove };
}

function parseTaint(spec: string): Taint {
  const invalid = (why = ''): UsageError => new UsageError(`invalid taint spec: ${spec}${why}`);
  const [left = '', effect, ...rest] = spec.split(':');
  if (rest.length > 0) throw invalid();
  if (effect !== undefined && !EFFECTS.includes(effect)) throw new UsageError(`invalid taint effect: ${effect}, unsupported taint effect`);
  const [key = '', value, ...more] = effect === undefined ? [left] : left.split('=');
  if (more.length > 0) throw invalid();
  const faults = [...(value === undefined ? [] : checkLabelValue(value)), ...checkQualifiedName(key)];
  if (faults.length > 0) throw invalid(`, ${faults.join('; ')}`);
  return { key, ...(value ? { value } : {}), ...(effect === undefined ? {} : { effect }) };
}

export interface TaintChange {
  taints: Taint[];
  /** `tainted`, `untainted`, `modified`. */
  operation: string;
}

/** The node's taints after the change: new ones first, the others as they were. Errors are kubectl's. */
export function changeTaints(
  nodeName: string,
  present: readonly Taint[],
  add: readonly Taint[],
  remove: readonly Taint[],
  overwrite: boolean,
): TaintChange {
  const clashing = add.filter((taint) => present.some((other) => same(taint, other)));
  if (clashing.length > 0 && !overwrite) {
    const keys = [...new Set(clashing.map(({ key }) => key))].join(',');
    throw new UserError(`node ${nodeName} already has ${keys} taint(s) with same effect(s) and --overwrite is false`);
  }
  const kept = present.filter((taint) => !add.some((other) => same(taint, other)));
  const missing = remove.filter((taint) => !kept.some((other) => covers(taint, other)));
  if (missing.length > 0) throw new UserError(missing.map((taint) => `taint "${format(taint)}" not found`).join(', '));
  const taints = [...add, ...kept.filter((taint) => !remove.some((other) => covers(other, taint)))];
  const added = add.length > 0;
  const operation = (added && remove.length > 0) || clashing.length > 0 ? 'modified' : added ? 'tainted' : 'untainted';
  return { taints, operation };
}

function same(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

/** A removal without effect takes all taints of the key. */
function covers(removal: Taint, taint: Taint): boolean {
  return removal.key === taint.key && (removal.effect === undefined || removal.effect === taint.effect);
}

/** As Go prints the struct. */
function dumped({ key, value = '', effect = '' }: Taint): string {
  return `{${key} ${value} ${effect} <nil>}`;
}

function format({ key, effect }: Taint): string {
  return effect === undefined ? key : `${key}:${effect}`;
}
