/** Rules for names, keys and values. Every check answers with all that is wrong with the text, in Kubernetes' words; nothing wrong is []. */
export type TextCheck = (text: string) => string[];

const label1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain1123 = `${label1123}(\\.${label1123})*`;
/** Domains that names are looked up in may have parts like `_sip`. */
const labelWithUnderscore = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const searchDomain = `${labelWithUnderscore}(\\.${labelWithUnderscore})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualifiedName})?`;
const wildcard = `\\*\\.${subdomain1123}`;
const configKey = '[-._a-zA-Z0-9]+';
const cIdentifier = '[A-Za-z_][A-Za-z0-9_]*';
const environmentName = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const httpHeader = '[-A-Za-z0-9]+';
const percent = '[0-9]+%';
const httpPath = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

export const empty = 'must be non-empty';

export function maxBytes(length: number): string {
  return `must be no more than ${length} bytes`;
}

export function maxCharacters(length: number): string {
  return `must be no more than ${length} characters`;
}

export function inclusiveRange(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

function shapeMessage(text: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${text} (regex used for validation is '${pattern}')`;
  return `${text} (e.g. ${examples.map((example) => `'${example}'`).join(',  or ')}, regex used for validation is '${pattern}')`;
}

const messages = {
  label: shapeMessage(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
    label1123,
    'my-name',
    '123-abc',
  ),
  subdomain: shapeMessage(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    subdomain1123,
    'example.com',
  ),
  searchDomain: shapeMessage(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    searchDomain,
    'example.com',
  ),
  label1035: shapeMessage(
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
    label1035,
    'my-name',
    'abc-123',
  ),
  wildcard: shapeMessage(
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
    wildcard,
    '*.example.com',
  ),
  namePart: qualifiedMessage(''),
  labelKey: `${qualifiedMessage('a valid label key ')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
  labelValue: shapeMessage(
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    labelValue,
    'MyValue',
    'my_value',
    '12345',
  ),
  configKey: shapeMessage(
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    configKey,
    'key.name',
    'KEY_NAME',
    'key-name',
  ),
  cIdentifier: shapeMessage(
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
    cIdentifier,
    'my_name',
    'MY_NAME',
    'MyName',
  ),
  environment: shapeMessage(
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
    environmentName,
    'my.env-name',
    'MY_ENV.NAME',
    'MyEnvName1',
  ),
  header: shapeMessage("a valid HTTP header must consist of alphanumeric characters or '-'", httpHeader, 'X-Header-Name'),
  percent: shapeMessage("a valid percent string must be a numeric string followed by an ending '%'", percent, '1%', '93%'),
};

function qualifiedMessage(subject: string): string {
  return shapeMessage(
    `${subject}must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
    qualifiedName,
    'MyName',
    'my.name',
    '123-abc',
  );
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return /^[\0-\x7f]*$/.test(text) ? text.length : encoder.encode(text).length;
}

function shaped(pattern: string, message: string, limit = Infinity, tooLong = maxBytes(limit)): TextCheck {
  const whole = new RegExp(`^(?:${pattern})$`);
  return (text) => [...(byteLength(text) > limit ? [tooLong] : []), ...(whole.test(text) ? [] : [message])];
}

export const checkDnsLabel = shaped(label1123, messages.label, 63);
export const checkDnsSubdomain = shaped(subdomain1123, messages.subdomain, 253);
export const checkSearchDomain = shaped(searchDomain, messages.searchDomain, 253);
export const checkDns1035Label = shaped(label1035, messages.label1035, 63);
export const checkWildcardSubdomain = shaped(wildcard, messages.wildcard, 253);
export const checkLabelValue = shaped(labelValue, messages.labelValue, 63);
export const checkCIdentifier = shaped(cIdentifier, messages.cIdentifier);
export const checkHttpHeaderName = shaped(httpHeader, messages.header);
export const checkPercent = shaped(percent, messages.percent);
const checkNameShape = shaped(qualifiedName, `name part ${messages.namePart}`);
const checkEnvironmentShape = shaped(environmentName, messages.environment);
const checkConfigKeyShape = shaped(configKey, messages.configKey, 253);

/** Keys of labels, annotations, taints, node selectors, resources: a name with an optional domain in front. */
export function checkQualifiedName(text: string): string[] {
  const parts = text.split('/');
  if (parts.length > 2) return [messages.labelKey];
  const errors: string[] = [];
  const name = parts.at(-1)!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    if (prefix === '') errors.push(`prefix part ${empty}`);
    else errors.push(...checkDnsSubdomain(prefix).map((message) => `prefix part ${message}`));
  }
  if (name === '') errors.push(`name part ${empty}`);
  else if (byteLength(name) > 63) errors.push(`name part ${maxBytes(63)}`);
  errors.push(...checkNameShape(name));
  return errors;
}

/** Names of objects that only have to fit into a path (roles, bindings). */
export function checkPathSegment(text: string): string[] {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return ['/', '%'].filter((char) => text.includes(char)).map((char) => `may not contain '${char}'`);
}

export function checkConfigKey(text: string): string[] {
  return [...checkConfigKeyShape(text), ...checkDots(text)];
}

/** The older, stricter rule for names of environment variables; `kubectl create configmap --from-env-file` still follows it. */
export function checkStrictEnvironmentName(text: string): string[] {
  return [...checkEnvironmentShape(text), ...checkDots(text)];
}

/** Names of environment variables as the API server takes them. */
export function checkEnvironmentName(text: string): string[] {
  const message = "a valid environment variable name must consist only of printable ASCII characters other than '='";
  if (text === '') return ['environment variable name must be non-empty'];
  return /^[ -<>-~]+$/.test(text) ? [] : [message];
}

function checkDots(text: string): string[] {
  if (text === '.') return ["must not be '.'"];
  if (text === '..') return ["must not be '..'"];
  return text.startsWith('..') ? ["must not start with '..'"] : [];
}

export function checkPortNumber(port: number): string[] {
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? [] : [inclusiveRange(1, 65535)];
}

export function checkPortName(text: string): string[] {
  const errors: string[] = [];
  if (text.length > 15) errors.push(maxCharacters(15));
  if (!/^[-a-z0-9]+$/.test(text)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(text)) errors.push('must contain at least one letter (a-z)');
  if (text.includes('--')) errors.push('must not contain consecutive hyphens');
  if (text.startsWith('-') || text.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

/** Users and groups inside containers. */
export function checkId(id: number): string[] {
  return id >= 0 && id <= 2147483647 ? [] : [inclusiveRange(0, 2147483647)];
}

/** A domain of at least two parts, as signers and finalizers need one. */
export function checkFullyQualifiedName(text: string): string[] {
  if (text === '') return [empty];
  const errors = checkDnsSubdomain(text);
  if (errors.length > 0) return errors;
  return text.split('.').length < 2 ? ['should be a domain with at least two segments separated by dots'] : [];
}

/** `acme.io/foo` */
export function checkDomainPrefixedPath(text: string): string[] {
  if (text === '') return [empty];
  const slash = text.indexOf('/');
  if (slash <= 0 || slash === text.length - 1) return ['must be a domain-prefixed path (such as "acme.io/foo")'];
  const errors = checkDnsSubdomain(text.slice(0, slash));
  if (errors.length > 0) return errors;
  const path = text.slice(slash + 1);
  return new RegExp(`^${httpPath}$`).test(path) ? [] : [shapeMessage('Invalid path', httpPath)];
}

/** Names that generateName will lengthen: a trailing dash is not yet wrong. */
export function maskTrailingDash(text: string): string {
  return text.length > 1 && text.endsWith('-') ? `${text.slice(0, -1)}a` : text;
}
