import { child, invalid, required, type FieldError } from '../../api/field-error.ts';
import { checkDnsSubdomain, checkPortNumber } from '../../api/names.ts';

interface ServiceReference {
  name?: string;
  namespace?: string;
  path?: string;
  port?: number;
}

const FORM = '; desired format: https://host[/path]';

/** Where a webhook is called: at a URL, or through a Service. */
export function validateWebhookClient(client: { url?: string; service?: ServiceReference } | undefined, path: string): FieldError[] {
  const { url, service } = client ?? {};
  if (url !== undefined && service === undefined) return validateUrl(url, child(path, 'url'));
  if (url === undefined && service !== undefined) return validateService(service, child(path, 'service'));
  return [required(path, 'exactly one of url or service is required')];
}

function validateUrl(url: string, path: string): FieldError[] {
  const [, scheme = '', user, host = '', query = '', fragment = ''] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:([^/?#@]*)@)?([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
  return [
    ...(scheme.toLowerCase() === 'https' ? [] : [invalid(path, scheme.toLowerCase(), `'https' is the only allowed URL scheme${FORM}`)]),
    ...(host === '' ? [invalid(path, host, `host must be specified${FORM}`)] : []),
    ...(user === undefined ? [] : [invalid(path, user, 'user information is not permitted in the URL')]),
    ...(fragment === '' ? [] : [invalid(path, fragment, 'fragments are not permitted in the URL')]),
    ...(query === '' ? [] : [invalid(path, query, 'query parameters are not permitted in the URL')]),
  ];
}

function validateService({ name, namespace, path: text = '', port = 443 }: ServiceReference, path: string): FieldError[] {
  return [
    ...(name ? [] : [required(child(path, 'name'), 'service name is required')]),
    ...(namespace ? [] : [required(child(path, 'namespace'), 'service namespace is required')]),
    ...checkPortNumber(port).map((message) => invalid(child(path, 'port'), port, `port is not valid: ${message}`)),
    ...validatePath(text, child(path, 'path')),
  ];
}

/** Steps that could all be names. */
function validatePath(text: string, path: string): FieldError[] {
  const wrong = (message: string): FieldError => invalid(path, text, message);
  if (text === '' || text === '/') return [];
  if (text === '//') return [wrong('segment[0] may not be empty')];
  const steps = text.slice(1).replace(/\/$/, '').split('/');
  return [
    ...(text.startsWith('/') ? [] : [wrong("must start with a '/'")]),
    ...steps.flatMap((step, i) =>
      step === ''
        ? [wrong(`segment[${i}] may not be empty`)]
        : checkDnsSubdomain(step).map((message) => wrong(`segment[${i}]: ${message}`)),
    ),
  ];
}
