/** The certificate or the private key in a text of PEM blocks, or what Go's crypto/tls says where there is none. */
export function tlsBlock(text: string, what: 'certificate' | 'key'): { block: string } | { error: string } {
  const blocks = [...text.matchAll(/-----BEGIN ([^-]+)-----([\s\S]*?)-----END \1-----/g)]
    .map(([block, type = '', body = '']) => ({ block, type, body }))
    .filter(({ body }) => isBase64(body));
  const found = blocks.find(({ type }) => (what === 'certificate' ? type === 'CERTIFICATE' : isKey(type)));
  if (found) return { block: found.block };
  if (blocks.length === 0) return { error: `tls: failed to find any PEM data in ${what} input` };
  const types = blocks.map(({ type }) => type);
  if (what === 'certificate' && types.length === 1 && types[0]!.endsWith('PRIVATE KEY')) {
    const text = 'tls: failed to find certificate PEM data in certificate input, but did find a private key';
    return { error: `${text}; PEM inputs may have been switched` };
  }
  if (what === 'key' && types.length === 1 && types[0] === 'CERTIFICATE') {
    return { error: 'tls: found a certificate rather than a key in the PEM for the private key' };
  }
  const wanted = what === 'certificate' ? '"CERTIFICATE" PEM block' : 'PEM block with type ending in "PRIVATE KEY"';
  return { error: `tls: failed to find ${wanted} in ${what} input after skipping PEM blocks of the following types: [${types.join(' ')}]` };
}

function isKey(type: string): boolean {
  return type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY');
}

/** Headers may come before the data, and an empty line then. */
function isBase64(body: string): boolean {
  const data = body.replace(/^\s*(?:[^\n:]+:[^\n]*\n)+\s*\n/, '').replace(/\s+/g, '');
  return data.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(data);
}
