/** An image name taken apart as container runtimes do: `nginx:1.27` is `docker.io/library/nginx:1.27`. */
export interface ImageReference {
  domain: string;
  /** With `library/` for Docker's own images. */
  path: string;
  tag: string | undefined;
  digest: string | undefined;
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const DOMAIN = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,}$/;

const parsed = new Map<string, ImageReference | { error: string }>();
const KEPT = 500;

/** Or the reason why it is none, in the words of the runtime. */
export function parseReference(image: string): ImageReference | { error: string } {
  let reference = parsed.get(image);
  if (!reference) {
    if (parsed.size >= KEPT) parsed.clear();
    parsed.set(image, (reference = parse(image)));
  }
  return reference;
}

function parse(image: string): ImageReference | { error: string } {
  const invalid = { error: 'invalid reference format' };
  const at = image.indexOf('@');
  const digest = at < 0 ? undefined : image.slice(at + 1);
  let rest = at < 0 ? image : image.slice(0, at);
  if (digest !== undefined && !DIGEST.test(digest)) return invalid;
  const colon = rest.lastIndexOf(':');
  const tag = colon > rest.lastIndexOf('/') ? rest.slice(colon + 1) : undefined;
  if (tag !== undefined) {
    if (!TAG.test(tag)) return invalid;
    rest = rest.slice(0, colon);
  }
  const slash = rest.indexOf('/');
  const first = slash < 0 ? '' : rest.slice(0, slash);
  const hasDomain = first.includes('.') || first.includes(':') || first === 'localhost' || first !== first.toLowerCase();
  const domain = hasDomain ? first : 'docker.io';
  let path = hasDomain ? rest.slice(slash + 1) : rest;
  if (domain === 'docker.io' && !path.includes('/')) path = `library/${path}`;
  if (!DOMAIN.test(domain)) return invalid;
  if (!PATH.test(path)) {
    return PATH.test(path.toLowerCase()) ? { error: `invalid reference format: repository name (${path}) must be lowercase` } : invalid;
  }
  return { domain: domain === 'index.docker.io' ? 'docker.io' : domain, path, tag, digest };
}

/** `docker.io/library/nginx:latest` for `nginx`; what cannot be taken apart comes back as it is. */
export function fullReference(image: string): string {
  const reference = parseReference(image);
  return 'error' in reference ? image : formatReference(reference);
}

export function formatReference({ domain, path, tag, digest }: ImageReference): string {
  const name = `${domain}/${path}`;
  if (digest !== undefined) return `${name}${tag === undefined ? '' : `:${tag}`}@${digest}`;
  return `${name}:${tag ?? 'latest'}`;
}

/** `docker.io/library/nginx`, under which the catalogue knows an image. */
export function repositoryOf({ domain, path }: ImageReference): string {
  return `${domain}/${path}`;
}
