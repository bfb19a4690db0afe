import type { Library } from '../functions.ts';
import { EvaluationError, Opaque } from '../values.ts';

class SemverValue extends Opaque {
  readonly typeName = 'kubernetes.Semver';
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly pre: readonly string[];

  constructor(numbers: readonly [bigint, bigint, bigint], pre: readonly string[]) {
    super();
    this.numbers = numbers;
    this.pre = pre;
  }

  override equals(other: Opaque): boolean {
    return other instanceof SemverValue && compareVersions(this, other) === 0;
  }
}

const NUMBER = '(?:0|[1-9][0-9]*)';
const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const SEMVER = new RegExp(`^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`);

/** `lenient`: a leading v, leading zeros and missing parts are put right first. */
function semver(text: string, lenient = false): SemverValue {
  const match = SEMVER.exec(lenient ? normalized(text) : text);
  const pre = match?.[4]?.split('.') ?? [];
  if (match === null || pre.some((part) => /^0[0-9]+$/.test(part))) throw new EvaluationError(why(text));
  return new SemverValue([BigInt(match[1]!), BigInt(match[2]!), BigInt(match[3]!)], pre);
}

function why(text: string): string {
  if (text === '') return 'Version string empty';
  if (text.split('.', 3).length !== 3) return 'No Major.Minor.Patch elements found';
  const [major = '', minor = ''] = text.split('.');
  for (const [name, part] of [
    ['major', major],
    ['minor', minor],
  ] as const) {
    if (!/^[0-9]+$/.test(part)) return `Invalid character(s) found in ${name} number ${JSON.stringify(part)}`;
    if (part.length > 1 && part.startsWith('0'))
      return `${name === 'major' ? 'Major' : 'Minor'} number must not contain leading zeroes ${JSON.stringify(part)}`;
  }
  const patch = text.split('.').slice(2).join('.').split(/[-+]/)[0]!;
  return `Invalid character(s) found in patch number ${JSON.stringify(patch)}`;
}

function normalized(text: string): string {
  const [, version = '', rest = ''] = /^v?([0-9.]*)(.*)$/s.exec(text.trim())!;
  const parts = version.split('.').map((part) => part.replace(/^0+(?=[0-9])/, ''));
  while (parts.length < 3) parts.push('0');
  return parts.join('.') + rest;
}

function compareVersions(a: SemverValue, b: SemverValue): number {
  for (let i = 0; i < 3; i++) if (a.numbers[i] !== b.numbers[i]) return a.numbers[i]! < b.numbers[i]! ? -1 : 1;
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); i++) {
    const [left, right] = [a.pre[i]!, b.pre[i]!];
    if (left === right) continue;
    const [leftNumber, rightNumber] = [/^[0-9]+$/.test(left), /^[0-9]+$/.test(right)];
    if (leftNumber && rightNumber) return BigInt(left) < BigInt(right) ? -1 : 1;
    if (leftNumber !== rightNumber) return leftNumber ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return Math.sign(a.pre.length - b.pre.length);
}

export const semvers: Library = {
  'semver(string) kubernetes.Semver | semver(string, bool) kubernetes.Semver': semver,
  'isSemver(string) bool | isSemver(string, bool) bool': (text: string, lenient?: boolean) => {
    try {
      semver(text, lenient);
      return true;
    } catch (error) {
      if (error instanceof EvaluationError) return false;
      throw error;
    }
  },
  '<kubernetes.Semver>.major() int': ({ numbers }: SemverValue) => numbers[0],
  '<kubernetes.Semver>.minor() int': ({ numbers }: SemverValue) => numbers[1],
  '<kubernetes.Semver>.patch() int': ({ numbers }: SemverValue) => numbers[2],
  '<kubernetes.Semver>.isGreaterThan(kubernetes.Semver) bool': (a: SemverValue, b: SemverValue) => compareVersions(a, b) > 0,
  '<kubernetes.Semver>.isLessThan(kubernetes.Semver) bool': (a: SemverValue, b: SemverValue) => compareVersions(a, b) < 0,
  '<kubernetes.Semver>.compareTo(kubernetes.Semver) int': (a: SemverValue, b: SemverValue) => BigInt(compareVersions(a, b)),
};
