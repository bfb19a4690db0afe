import { child, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { parseIP } from '../../../api/ip.ts';
import {
  checkDnsLabel,
  checkDnsSubdomain,
  checkPathSegment,
  checkPortName,
  checkPortNumber,
  checkWildcardSubdomain,
} from '../../../api/names.ts';
import type { Ingress, IngressBackend, IngressRule } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';

type Spec = NonNullable<Ingress['spec']>;
type Path = NonNullable<IngressRule['http']>['paths'][number];

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const FORBIDDEN_IN_PATHS = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_ENDS = ['/..', '/.'];

export function validateIngressSpec({ defaultBackend, rules, tls, ingressClassName }: Spec): FieldError[] {
  const errors: FieldError[] = [];
  if (!rules?.length && !defaultBackend)
    errors.push(invalid('spec', rules ?? null, 'either `defaultBackend` or `rules` must be specified'));
  if (defaultBackend) errors.push(...validateBackend(defaultBackend, 'spec.defaultBackend'));
  (rules ?? []).forEach((rule, index) => errors.push(...validateRule(rule, child('spec.rules', index))));
  (tls ?? []).forEach(({ hosts, secretName }, index) => {
    const at = child('spec.tls', index);
    (hosts ?? []).forEach((host, i) => errors.push(...validateHost(host, child(at, 'hosts', i))));
    if (secretName) errors.push(...checked(child(at, 'secretName'), secretName, checkDnsSubdomain));
  });
  if (ingressClassName !== undefined) errors.push(...checked('spec.ingressClassName', ingressClassName, checkDnsSubdomain));
  return errors;
}

/** A class that is told twice is the same one. */
export function validateClassAnnotation({ metadata, spec }: Ingress, annotation: string): FieldError[] {
  const told = metadata.annotations?.[annotation];
  const name = spec?.ingressClassName;
  if (told === undefined || name === undefined || told === name) return [];
  return [invalid(child('annotations', annotation), told, 'must match `ingressClassName` when both are specified')];
}

function validateHost(host: string, path: string): FieldError[] {
  return checked(path, host, host.includes('*') ? checkWildcardSubdomain : checkDnsSubdomain);
}

function validateRule({ host, http }: IngressRule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (host) {
    if (parseIP(host) !== undefined) errors.push(invalid(child(path, 'host'), host, 'must be a DNS name, not an IP address'));
    errors.push(...validateHost(host, child(path, 'host')));
  }
  if (!http) return errors;
  const at = child(path, 'http', 'paths');
  if (!http.paths?.length) errors.push(required(at));
  else http.paths.forEach((item, index) => errors.push(...validatePath(item, child(at, index))));
  return errors;
}

function validatePath({ path: text = '', pathType, backend }: Path, path: string): FieldError[] {
  if (!pathType) return [required(child(path, 'pathType'), 'pathType must be specified')];
  const errors: FieldError[] = [];
  const wrong = (detail: string): void => void errors.push(invalid(child(path, 'path'), text, detail));
  if (!PATH_TYPES.includes(pathType)) errors.push(notSupported(child(path, 'pathType'), pathType, PATH_TYPES));
  else if (pathType === 'ImplementationSpecific') {
    if (text !== '' && !text.startsWith('/')) wrong('must be an absolute path');
  } else {
    if (!text.startsWith('/')) wrong('must be an absolute path');
    for (const part of FORBIDDEN_IN_PATHS) if (text.includes(part)) wrong(`must not contain '${part}'`);
    for (const end of FORBIDDEN_ENDS) if (text.endsWith(end)) wrong(`cannot end with '${end}'`);
  }
  return [...errors, ...validateBackend(backend ?? {}, child(path, 'backend'))];
}

function validateBackend({ resource, service }: IngressBackend, path: string): FieldError[] {
  if (resource && service) return [invalid(path, '', 'cannot set both resource and service backends')];
  if (resource) return validateResource(resource, child(path, 'resource'));
  if (!service) return [invalid(path, '', 'resource or service backend is required')];
  const errors = service.name
    ? checked(child(path, 'service', 'name'), service.name, checkDnsLabel)
    : [required(child(path, 'service', 'name'))];
  const { name = '', number = 0 } = service.port ?? {};
  if (name !== '' && number !== 0) errors.push(invalid(path, '', 'cannot set both port name & port number'));
  else if (name !== '') errors.push(...checked(child(path, 'service', 'port', 'name'), name, checkPortName));
  else if (number !== 0) {
    errors.push(...checkPortNumber(number).map((message) => invalid(child(path, 'service', 'port', 'number'), number, message)));
  } else errors.push(required(path, 'port name or number is required'));
  return errors;
}

function validateResource({ apiGroup, kind, name }: NonNullable<IngressBackend['resource']>, path: string): FieldError[] {
  return [
    ...(apiGroup ? checked(child(path, 'apiGroup'), apiGroup, checkDnsSubdomain) : []),
    ...(kind ? checked(child(path, 'kind'), kind, checkPathSegment) : [required(child(path, 'kind'))]),
    ...(name ? checked(child(path, 'name'), name, checkPathSegment) : [required(child(path, 'name'))]),
  ];
}
