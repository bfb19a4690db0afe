import type { IncomingMessage } from 'node:http';
import { badRequest, requestEntityTooLarge } from '../../api/status.ts';
import { limits } from './limits.ts';

/** The body, undefined when there is none. Throws a StatusError for one that is too large. */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
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
    request.on('end', () => resolve(size === 0 ? undefined : Buffer.concat(chunks, size)));
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('the client went away')));
  });
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** A body as the cluster takes it: text, and what kind of text it is. Kubernetes' protobuf becomes the JSON that it stands for. */
export async function bodyText(body: Buffer, contentType: string): Promise<{ body: string; contentType: string }> {
  if (contentType.split(';', 1)[0]!.trim() !== PROTOBUF) return { body: body.toString('utf8'), contentType };
  const { fromProtobuf } = await import('../../api/protobuf/decode.ts');
  const { ProtobufError } = await import('../../api/protobuf/reader.ts');
  try {
    const object = fromProtobuf(body);
    // Types without a protobuf form are refused as what they came as.
    return object ? { body: JSON.stringify(object), contentType: 'application/json' } : { body: '', contentType };
  } catch (error) {
    throw error instanceof ProtobufError ? badRequest(error.message) : error;
  }
}

function tooLarge(): Error {
  return requestEntityTooLarge(`limit is ${limits.body}`);
}
