import { parseQuantity } from '../../../api/quantity.ts';
import { fieldsOf } from '../../kinds/go-struct.ts';
import { STRUCTS } from './structs.ts';

type Wire = Readonly<Record<string, unknown>>;

const NIL = '<nil>';
const BUILT_IN = ['string', 'bool', 'int32', 'int64', 'map[string]string'];
/** Types of other packages than core/v1 and meta/v1, which are both called v1. */
const ELSEWHERE: Readonly<Record<string, string>> = { UID: 'types.UID', Quantity: 'resource.Quantity', IntOrString: 'intstr.IntOrString' };
/** Decimal digits that surely fit into an int64. */
const INT64_DIGITS = 18;

/**
 * A pod template as Kubernetes prints it for hashing: with the types, in the order of the Go structs, nothing left out, pointers followed,
 * maps sorted. Template hashes are over this text, byte for byte.
 */
export function printTemplate(template: object): string {
  return `(v1.PodTemplateSpec)${bare('PodTemplateSpec', template)}`;
}

/** With its type before it. */
function typed(type: string, value: unknown): string {
  const missing = value === undefined || value === null;
  if (type.startsWith('*')) {
    const of = type.slice(1);
    return missing ? `(*${typeName(of)})${NIL}` : `(*${typeName(of)})${bare(of, value)}`;
  }
  return `(${typeName(type)})${bare(type, value)}`;
}

function typeName(type: string): string {
  if (type.startsWith('[]')) return `[]${typeName(type.slice(2))}`;
  return BUILT_IN.includes(type) ? type : (ELSEWHERE[type] ?? `v1.${type}`);
}

function bare(type: string, value: unknown): string {
  if (type.startsWith('[]')) {
    const items = (value ?? []) as unknown[];
    return items.length === 0 ? NIL : `[${items.map((item) => bare(type.slice(2), item)).join(' ')}]`;
  }
  switch (type) {
    case 'bool':
      return String(value ?? false);
    case 'int32':
    case 'int64':
      return String(value ?? 0);
    case 'map[string]string':
      return mapText(value, 'string');
    case 'ResourceList':
      return mapText(value, 'Quantity');
    case 'Quantity':
      return quantityText(String(value ?? '0'));
    case 'IntOrString':
      return typeof value === 'string'
        ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
        : `{Type:(intstr.Type)0 IntVal:(int32)${String(value ?? 0)} StrVal:(string)}`;
    case 'Time':
      // Templates are made of what users write: they have no times.
      return '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';
    default:
      return type in STRUCTS ? structText(type, (value ?? {}) as Wire) : String(value ?? '');
  }
}

function structText(type: string, wire: Wire): string {
  const fields = fieldsOf(STRUCTS, type).map(({ name, wire: member, kind }) =>
    kind.startsWith('...') ? `${name}:${typed(kind.slice(3), wire)}` : `${name}:${typed(kind, wire[member])}`,
  );
  return `{${fields.join(' ')}}`;
}

function mapText(value: unknown, of: string): string {
  const map = (value ?? {}) as Wire;
  const keys = Object.keys(map).sort();
  return keys.length === 0 ? NIL : `map[${keys.map((key) => `${key}:${bare(of, map[key])}`).join(' ')}]`;
}

/** The parts of Go's Quantity as its parser leaves them; the text is kept only where the parser sees at once that it is canonical. */
function quantityText(text: string): string {
  const { unscaled, scale, format } = parseQuantity(text);
  const [digits = '0'] = /\d+/.exec(text) ?? [];
  const kept =
    text === '0' ||
    (format === 'BinarySI' ? (BigInt(digits) & 7n) !== 0n : scale % 3 === 0 && digits.length <= INT64_DIGITS && !digits.endsWith('000'));
  const amount = `i:(resource.int64Amount){value:(int64)${unscaled} scale:(resource.Scale)${scale}}`;
  return `{${amount} d:(resource.infDecAmount){Dec:(*inf.Dec)${NIL}} s:(string)${kept ? text : ''} Format:(resource.Format)${format}}`;
}
