/** Number of bytes that a padded base64 text stands for; a key may also have none (null). */
export function decodedLength(text: string | null): number {
  if (text === null) return 0;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.floor((text.length * 3) / 4) - padding;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeText(text: string): string {
  let bytes = '';
  for (const byte of encoder.encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

/** Undefined when the text is not base64. */
export function decodeText(base64: string): string | undefined {
  try {
    return decoder.decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
