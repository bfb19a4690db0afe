import workerThreads from 'node:worker_threads';
import zlib from 'node:zlib';

/** What the HTTP library of @kubernetes/client-node takes for granted and Node 20 has not. To be imported before that. */
const modules = { zlib, workerThreads } as unknown as Record<string, Record<string, unknown>>;
modules['zlib']!['createZstdDecompress'] ??= () => undefined;
modules['workerThreads']!['markAsUncloneable'] ??= () => undefined;
(Promise as unknown as Record<string, unknown>)['withResolvers'] ??= () => {
  const parts: Record<string, unknown> = {};
  parts['promise'] = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};
