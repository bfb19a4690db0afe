/** 128 bits that differ when a text does, as upper-case hexadecimal digits: for ETags, where nobody has to be afraid of forgers. */
export function fingerprint(text: string): string {
  const parts = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const at = i & 3;
    parts[at] = Math.imul((parts[at] as number) ^ code ^ (parts[(at + 3) & 3] as number), 0x01000193) >>> 0;
  }
  return parts.map((part) => (part >>> 0).toString(16).padStart(8, '0').toUpperCase()).join('');
}
