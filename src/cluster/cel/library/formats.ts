import * as names from '../../../api/names.ts';
import type { Library } from '../functions.ts';
import { EvaluationError, Opaque, Optional, type Value } from '../values.ts';
import { parseTimestamp } from './times.ts';
import { parseUrl } from './urls.ts';

class FormatValue extends Opaque {
  readonly typeName = 'kubernetes.NamedFormat';
  readonly check: names.TextCheck;

  constructor(check: names.TextCheck) {
    super();
    this.check = check;
  }
}

/** A prefix of generated names may end with a dash. */
const prefix =
  (check: names.TextCheck): names.TextCheck =>
  (text) =>
    check(names.maskTrailingDash(text));
const shaped =
  (valid: (text: string) => boolean, message: string): names.TextCheck =>
  (text) =>
    valid(text) ? [] : [message];

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

const FORMATS: Readonly<Record<string, FormatValue>> = {
  dns1123Label: new FormatValue(names.checkDnsLabel),
  dns1123Subdomain: new FormatValue(names.checkDnsSubdomain),
  dns1035Label: new FormatValue(names.checkDns1035Label),
  qualifiedName: new FormatValue(names.checkQualifiedName),
  dns1123LabelPrefix: new FormatValue(prefix(names.checkDnsLabel)),
  dns1123SubdomainPrefix: new FormatValue(prefix(names.checkDnsSubdomain)),
  dns1035LabelPrefix: new FormatValue(prefix(names.checkDns1035Label)),
  labelValue: new FormatValue(names.checkLabelValue),
  uri: new FormatValue(checkUri),
  uuid: new FormatValue(shaped((text) => UUID.test(text), 'does not match the UUID format')),
  byte: new FormatValue(shaped((text) => BASE64.test(text), 'invalid base64')),
  date: new FormatValue(shaped((text) => parseTimestamp(`${text}T00:00:00Z`) !== undefined, 'invalid date')),
  datetime: new FormatValue(
    shaped((text) => parseTimestamp(text.replace(/^(.{10})[tT]/, '$1T').replace(/z$/, 'Z')) !== undefined, 'invalid datetime'),
  ),
};

function checkUri(text: string): string[] {
  try {
    parseUrl(text);
    return [];
  } catch (error) {
    if (error instanceof EvaluationError) return [error.message.replace('URL parse error during conversion from string: ', '')];
    throw error;
  }
}

export const formats: Library = {
  ...Object.fromEntries(Object.entries(FORMATS).map(([name, format]) => [`format.${name}() kubernetes.NamedFormat`, () => format])),
  'format.named(string) optional(kubernetes.NamedFormat)': (name: string) =>
    Object.hasOwn(FORMATS, name) ? new Optional(FORMATS[name]) : Optional.none,
  '<kubernetes.NamedFormat>.validate(string) optional(list(string))': (format: FormatValue, text: string): Value => {
    const problems = format.check(text);
    return problems.length === 0 ? Optional.none : new Optional(problems);
  },
};
