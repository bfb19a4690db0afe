import { child, duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { CertificateSigningRequest } from '../../../api/types.ts';
import type { Pki } from '../../pki/pki.ts';
import { decodeText } from '../core/base64.ts';

type Spec = CertificateSigningRequest['spec'];
type Condition = NonNullable<NonNullable<CertificateSigningRequest['status']>['conditions']>[number];

const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';
const SHORTEST_SECONDS = 600;
const STATUSES = ['False', 'True', 'Unknown'];
/** Conditions that stay once they are there, and that are always true. */
const DECISIONS = ['Approved', 'Denied', 'Failed'];
const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

export function validateRequestSpec({ request, usages, signerName, expirationSeconds }: Spec): FieldError[] {
  const errors: FieldError[] = [];
  const fault = requestFault(request ?? '');
  if (fault !== undefined) errors.push(invalid('spec.request', request ?? '', fault));
  if (!usages?.length) errors.push(required('spec.usages'));
  (usages ?? []).forEach((usage, index, all) => {
    const at = child('spec.usages', index);
    if (!USAGES.includes(usage)) errors.push(notSupported(at, usage, USAGES));
    if (all.indexOf(usage) < index) errors.push(duplicate(at, usage));
  });
  errors.push(...validateSignerName(signerName ?? '', 'spec.signerName'));
  if (expirationSeconds !== undefined && expirationSeconds < SHORTEST_SECONDS) {
    errors.push(
      invalid('spec.expirationSeconds', expirationSeconds, `may not specify a duration less than ${SHORTEST_SECONDS} seconds (10 minutes)`),
    );
  }
  return errors;
}

/** The request is a PEM block, of which only the frame is looked at. */
function requestFault(request: string): string | undefined {
  const block = /-----BEGIN ([^\n]*)-----\n[^-]*-----END \1-----/.exec(decodeText(request) ?? '');
  return block?.[1] === 'CERTIFICATE REQUEST' ? undefined : 'PEM block type must be CERTIFICATE REQUEST';
}

/** The request must be one, and signed by its own key. */
export function signatureFaults({ request }: Spec, pki: Pki): FieldError[] {
  try {
    pki.cryptography.readRequest(decodeText(request) ?? '');
    return [];
  } catch (error) {
    return [invalid('spec.request', request, error instanceof Error ? error.message : String(error))];
  }
}

function validateSignerName(name: string, path: string): FieldError[] {
  if (name === '') return [required(path)];
  if (name === LEGACY_SIGNER) return [invalid(path, name, 'the legacy signerName is not allowed via this API version')];
  const [domain = '', rest = '', ...more] = name.split('/');
  if (more.length > 0 || !name.includes('/')) {
    return [invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
  }
  const errors = [...checkDnsSubdomain(domain), ...checkDnsSubdomain(rest)].map((message) => invalid(path, name, message));
  if (!domain.includes('.')) errors.push(invalid(path, name, 'should be a domain with at least two segments separated by dots'));
  return errors;
}

export function validateConditions(conditions: readonly Condition[] | undefined): FieldError[] {
  const types = (conditions ?? []).map(({ type }) => type);
  return (conditions ?? []).flatMap(({ type, status }, index) => {
    const at = child('status.conditions', index);
    const errors: FieldError[] = [];
    if (!type) errors.push(required(child(at, 'type')));
    else if (types.indexOf(type) < index) errors.push(duplicate(child(at, 'type'), type));
    if (type === 'Denied' && types.includes('Approved')) {
      errors.push(invalid(child(at, 'type'), type, 'Approved and Denied conditions are mutually exclusive'));
    }
    if (!status) errors.push(required(child(at, 'status')));
    else if (DECISIONS.includes(type) ? status !== 'True' : !STATUSES.includes(status)) {
      errors.push(notSupported(child(at, 'status'), status, DECISIONS.includes(type) ? ['True'] : STATUSES));
    }
    return errors;
  });
}

/** Decisions stay; they are made through the `approval` sub-resource only. */
export function validateConditionsUpdate(
  next: readonly Condition[] | undefined,
  previous: readonly Condition[] | undefined,
  approval: boolean,
): FieldError[] {
  const path = 'status.conditions';
  return DECISIONS.flatMap((type) => {
    const of = (conditions: readonly Condition[] | undefined): Condition[] => (conditions ?? []).filter((item) => item.type === type);
    const after = of(next);
    const before = of(previous);
    if (after.length < before.length) return [forbidden(path, `updates may not remove a condition of type "${type}"`)];
    if (approval || type === 'Failed' || deepEqual(after, before)) return [];
    const what = after.length > before.length ? 'add' : 'modify';
    return [forbidden(path, `updates may not ${what} a condition of type "${type}"`)];
  });
}
