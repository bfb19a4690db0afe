import { goFloat, goQuote } from '../../api/go-text.ts';
import { goSyntax } from '../../api/go-syntax.ts';
import { GoNumber, isMap, missing, sortedKeys, typeName } from './values.ts';

/** The value without Go's types: what `%v` and comparisons look at. */
export function plainValue(value: unknown): unknown {
  return value instanceof GoNumber ? value.value : value;
}

interface Spec {
  flags: string;
  width?: number;
  precision?: number;
}

/** Go's fmt.Sprintf. Whatever does not fit is told inside the text, as Go does. */
export function sprintf(format: string, args: readonly unknown[]): string {
  const verb = /%([-+# 0]*)(?:\[(\w*)\])?(\*|\d+)?(?:\.(?:\[(\w*)\])?(\*|\d+)?)?(?:\[(\w*)\])?(\p{Any}?)/gu;
  let next = 0;
  let reordered = false;
  let out = '';
  let from = 0;
  for (let match = verb.exec(format); match !== null; match = verb.exec(format)) {
    out += format.slice(from, match.index);
    from = verb.lastIndex;
    const [whole, flags = '', widthIndex, width, precisionIndex, precision, argIndex, char = ''] = match;
    let badIndex = false;
    const jump = (index: string | undefined): void => {
      if (index === undefined) return;
      reordered = true;
      if (/^\d+$/.test(index) && Number(index) >= 1 && Number(index) <= args.length) next = Number(index) - 1;
      else badIndex = true;
    };
    jump(widthIndex);
    const star = (text: string | undefined): number | undefined => {
      if (text !== '*') return text === undefined ? undefined : Number(text);
      const value = plainValue(args[next++]);
      return typeof value === 'number' ? value : undefined;
    };
    const spec: Spec = { flags, width: star(width) };
    jump(precisionIndex);
    spec.precision = precision === undefined && whole.includes('.') ? 0 : star(precision);
    jump(argIndex);
    if (char === '') out += '%!(NOVERB)';
    else if (char === '%') out += '%';
    else if (badIndex) out += `%!${char}(BADINDEX)`;
    else if (next >= args.length) out += `%!${char}(MISSING)`;
    else out += formatOne(char, spec, args[next++]);
  }
  out += format.slice(from);
  if (!reordered && next < args.length) {
    const extra = args.slice(next).map((arg) => (arg === null || arg === missing ? '<nil>' : `${typeName(arg)}=${show(arg)}`));
    out += `%!(EXTRA ${extra.join(', ')})`;
  }
  return out;
}

/** `%v` */
export function show(value: unknown): string {
  return formatOne('v', { flags: '' }, value);
}

function formatOne(verb: string, spec: Spec, value: unknown): string {
  if (verb === 'T') return pad(value === null || value === missing ? '<nil>' : typeName(value), spec);
  if (value === null || value === missing) return verb === 'v' ? pad('<nil>', spec) : `%!${verb}(<nil>)`;
  return formatNested(verb, spec, value);
}

function formatNested(verb: string, spec: Spec, value: unknown): string {
  if (value === null || value === missing) return pad('<nil>', spec);
  if (verb === 'v' && spec.flags.includes('#')) return pad(goSyntax(plainValue(value)), spec);
  if (Array.isArray(value)) return `[${value.map((item) => formatNested(verb, spec, item)).join(' ')}]`;
  if (isMap(value)) {
    const pairs = sortedKeys(value).map((key) => `${formatNested(verb, spec, key)}:${formatNested(verb, spec, value[key])}`);
    return `map[${pairs.join(' ')}]`;
  }
  const text =
    typeof value === 'string'
      ? formatString(verb, spec, value)
      : typeof value === 'boolean'
        ? formatBool(verb, value)
        : formatNumber(verb, spec, value);
  return text === undefined ? `%!${verb}(${typeName(value)}=${String(typeof value === 'string' ? value : show(value))})` : pad(text, spec);
}

function formatBool(verb: string, value: boolean): string | undefined {
  return verb === 't' || verb === 'v' ? String(value) : undefined;
}

function formatString(verb: string, { flags, precision }: Spec, value: string): string | undefined {
  const text = precision === undefined ? value : [...value].slice(0, precision).join('');
  switch (verb) {
    case 'v':
    case 's':
      return text;
    case 'q':
      if (flags.includes('#') && !text.includes('`')) return `\`${text}\``;
      return flags.includes('+') ? goQuote(text).replace(/[^\x20-\x7e]/gu, escapeRune) : goQuote(text);
    case 'x':
    case 'X': {
      const bytes = [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0'));
      const joined = bytes.join(flags.includes(' ') ? ' ' : '');
      return verb === 'X' ? joined.toUpperCase() : joined;
    }
    default:
      return undefined;
  }
}

function escapeRune(char: string): string {
  const code = char.codePointAt(0)!;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function formatNumber(verb: string, spec: Spec, value: unknown): string | undefined {
  const number = plainValue(value) as number;
  return typeName(value) === 'float64' ? formatFloat(verb, spec, number) : formatInteger(verb, spec, number);
}

const radix: Readonly<Record<string, [base: number, prefix: string]>> = {
  d: [10, ''],
  v: [10, ''],
  x: [16, '0x'],
  X: [16, '0X'],
  o: [8, '0'],
  O: [8, '0o'],
  b: [2, '0b'],
};

function formatInteger(verb: string, { flags, precision, width }: Spec, value: number): string | undefined {
  if (verb === 'c') return String.fromCodePoint(value);
  if (verb === 'q') return quoteRune(value);
  if (verb === 'U')
    return `U+${value.toString(16).toUpperCase().padStart(4, '0')}${flags.includes('#') ? ` '${String.fromCodePoint(value)}'` : ''}`;
  if (!Object.hasOwn(radix, verb)) return undefined;
  const [base, prefix] = radix[verb]!;
  let digits = Math.abs(value)
    .toString(base)
    .padStart(precision ?? 0, '0');
  if (verb === 'X') digits = digits.toUpperCase();
  const sign = value < 0 ? '-' : signOf(flags);
  const lead = verb === 'O' || flags.includes('#') ? prefix : '';
  if (flags.includes('0') && !flags.includes('-') && precision === undefined && width !== undefined) {
    digits = digits.padStart(width - sign.length - lead.length, '0');
  }
  return sign + lead + digits;
}

function quoteRune(code: number): string {
  const char = String.fromCodePoint(code);
  if (char === "'") return `'\\''`;
  return char === '"' ? `'"'` : `'${goQuote(char).slice(1, -1)}'`;
}

function signOf(flags: string): string {
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

function formatFloat(verb: string, { flags, precision, width }: Spec, value: number): string | undefined {
  const magnitude = Math.abs(value);
  let digits: string;
  if (verb === 'f' || verb === 'F') digits = toFixed(magnitude, precision ?? 6);
  else if (verb === 'e' || verb === 'E') digits = exponentOf(magnitude.toExponential(precision ?? 6));
  else if (verb === 'g' || verb === 'G' || verb === 'v')
    digits = precision === undefined ? goFloat(magnitude) : significant(magnitude, precision);
  else if (verb === 'x' || verb === 'X') digits = hexFloat(magnitude);
  else return undefined;
  if (verb === 'E' || verb === 'G' || verb === 'X') digits = digits.toUpperCase();
  const sign = value < 0 ? '-' : signOf(flags);
  if (flags.includes('0') && !flags.includes('-') && width !== undefined) digits = digits.padStart(width - sign.length, '0');
  return sign + digits;
}

/** Go rounds what lies exactly between two to the even one, JavaScript up. */
function toFixed(value: number, digits: number): string {
  const places = Math.min(digits, 100);
  const rounded = value.toFixed(places);
  const exact = value.toFixed(Math.min(100, places + 30));
  const cut = exact.length - Math.min(30, 100 - places);
  if (cut >= exact.length || !/^50*$/.test(exact.slice(cut))) return rounded;
  const down = exact.slice(0, cut).replace(/\.$/, '');
  return Number(down.at(-1)) % 2 === 0 ? down : rounded;
}

/** Go writes at least two digits of an exponent. */
function exponentOf(text: string): string {
  return text.replace(/e([-+])(\d)$/, 'e$10$2');
}

function significant(value: number, precision: number): string {
  const digits = Math.max(1, precision);
  const text = value.toExponential(digits - 1);
  const exponent = Number(text.slice(text.indexOf('e') + 1));
  if (exponent < -4 || exponent >= digits) return exponentOf(text.replace(/\.?0+(?=e)/, (zeros) => (text.includes('.') ? '' : zeros)));
  const fixed = toFixed(value, Math.max(0, digits - 1 - exponent));
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

function hexFloat(value: number): string {
  if (value === 0) return '0x0p+00';
  let exponent = Math.floor(Math.log2(value));
  let mantissa = value / 2 ** exponent;
  if (mantissa >= 2) {
    mantissa /= 2;
    exponent++;
  }
  return `0x${mantissa.toString(16)}p${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function pad(text: string, { flags, width }: Spec): string {
  const missingWidth = (width ?? 0) - [...text].length;
  if (width !== undefined && width < 0) return text + ' '.repeat(Math.max(0, -width - [...text].length));
  if (missingWidth <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missingWidth);
  return (flags.includes('0') ? '0' : ' ').repeat(missingWidth) + text;
}
