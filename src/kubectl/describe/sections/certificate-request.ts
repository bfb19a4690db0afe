/** One element of DER: its tag and what is in it. */
interface Element {
  tag: number;
  content: Uint8Array;
}

/** Names and addresses that a certificate is requested for. */
export interface RequestedNames {
  commonName: string;
  serialNumber: string;
  /** By title, in the order of their lines. */
  lists: readonly (readonly [title: string, values: readonly string[]])[];
  alternatives: readonly (readonly [title: string, values: readonly string[]])[];
}

const SUBJECT_LISTS: readonly (readonly [title: string, oid: string])[] = [
  ['Organization', '2.5.4.10'],
  ['Organizational Unit', '2.5.4.11'],
  ['Country', '2.5.4.6'],
  ['Locality', '2.5.4.7'],
  ['Province', '2.5.4.8'],
  ['StreetAddress', '2.5.4.9'],
  ['PostalCode', '2.5.4.17'],
];
const COMMON_NAME = '2.5.4.3';
const SERIAL_NUMBER = '2.5.4.5';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAMES = '2.5.29.17';
const ALTERNATIVES: readonly (readonly [title: string, tag: number])[] = [
  ['DNS Names', 0x82],
  ['Email Addresses', 0x81],
  ['URIs', 0x86],
  ['IP Addresses', 0x87],
];

/** Reads a PKCS #10 request in PEM (as it is in `spec.request`, base64). Throws for what is none. */
export function requestedNames(base64: string): RequestedNames {
  const pem = atob(base64);
  const body = /-----BEGIN [^-]*-----([\s\S]*?)-----END/.exec(pem)?.[1];
  if (body === undefined) throw new Error('PEM block type must be CERTIFICATE REQUEST');
  const der = Uint8Array.from(atob(body.replace(/\s/g, '')), (char) => char.charCodeAt(0));
  const [, subject, , attributes] = inside(inside(inside(der)[0]!.content)[0]!.content);
  const names = inside(subject!.content).flatMap(({ content }) => inside(content).map(attribute));
  const valuesOf = (oid: string): string[] => names.filter(([name]) => name === oid).map(([, value]) => value);
  const alternatives = attributes ? alternativeNames(attributes.content) : [];
  return {
    commonName: valuesOf(COMMON_NAME).at(-1) ?? '',
    serialNumber: valuesOf(SERIAL_NUMBER).at(-1) ?? '',
    lists: SUBJECT_LISTS.map(([title, oid]) => [title, valuesOf(oid)] as const),
    alternatives: ALTERNATIVES.map(
      ([title, tag]) => [title, alternatives.filter((name) => name.tag === tag).map(alternativeText)] as const,
    ),
  };
}

function alternativeNames(attributes: Uint8Array): Element[] {
  for (const { content } of inside(attributes)) {
    const [type, values] = inside(content);
    if (!type || !values || oidText(type.content) !== EXTENSION_REQUEST) continue;
    for (const extension of inside(inside(values.content)[0]!.content)) {
      const parts = inside(extension.content);
      if (oidText(parts[0]!.content) === ALTERNATIVE_NAMES) return inside(inside(parts.at(-1)!.content)[0]!.content);
    }
  }
  return [];
}

function alternativeText({ tag, content }: Element): string {
  if (tag !== 0x87) return new TextDecoder().decode(content);
  if (content.length === 4) return [...content].join('.');
  const groups = Array.from({ length: content.length / 2 }, (_, i) => ((content[2 * i]! << 8) | content[2 * i + 1]!).toString(16));
  return groups
    .join(':')
    .replace(/\b0(?::0)+\b/, ':')
    .replace(/:{3,}/, '::');
}

function attribute({ content }: Element): [oid: string, value: string] {
  const [type, value] = inside(content);
  return [oidText(type!.content), new TextDecoder().decode(value!.content)];
}

/** The elements one after another. Throws when they do not fill their place exactly. */
function inside(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at]!;
    let length = bytes[at + 1] ?? 0;
    let start = at + 2;
    if (length & 0x80) {
      const digits = length & 0x7f;
      length = 0;
      for (let i = 0; i < digits; i++) length = length * 256 + (bytes[start + i] ?? 0);
      start += digits;
    }
    if (start + length > bytes.length) throw new Error('asn1: syntax error: data truncated');
    elements.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}

function oidText(bytes: Uint8Array): string {
  const numbers: number[] = [];
  let number = 0;
  for (const byte of bytes) {
    number = number * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (numbers.length === 0) numbers.push(Math.min(2, Math.floor(number / 40)), number - 40 * Math.min(2, Math.floor(number / 40)));
    else numbers.push(number);
    number = 0;
  }
  return numbers.join('.');
}
