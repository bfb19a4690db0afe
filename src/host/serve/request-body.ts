import type { IncomingMessage } from 'node:http';
import { requestEntityTooLarge } from '../../api/status.ts';
import { limits } from './limits.ts';

/** The body as text, undefined when there is none. Throws a StatusError for one that is too large; undefined text is never half a body. */
export function readBody(request: IncomingMessage): Promise<string | undefined> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limits.body) return Promise.reject(tooLarge());
  if (declared === 0 && request.headers['transfer-encoding'] === undefined && request.httpVersionMajor < 2)
    return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.body) chunks.push(chunk);
      else {
        request.removeAllListeners('data');
        reject(tooLarge());
      }
    });
    request.on('end', () => resolve(size === 0 ? undefined : Buffer.concat(chunks, size).toString('utf8')));
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('the client went away')));
  });
}

function tooLarge(): Error {
  return requestEntityTooLarge(`limit is ${limits.body}`);
}
