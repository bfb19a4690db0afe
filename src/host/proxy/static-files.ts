import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** Answers with a file below `folder`, or with what is in a folder. `path` is decoded and begins with a slash; nothing outside can be named. */
export async function answerFile(folder: string, path: string, response: ServerResponse): Promise<void> {
  const file = join(folder, normalize(path));
  const found = await stat(file).catch(() => undefined);
  if (!found) return void response.writeHead(404, { 'content-type': types['.txt'] }).end('404 page not found\n');
  if (!found.isDirectory()) {
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-length': found.size });
    return void createReadStream(file).pipe(response);
  }
  const index = join(file, 'index.html');
  if (await stat(index).catch(() => undefined)) {
    response.writeHead(200, { 'content-type': types['.html'] });
    return void createReadStream(index).pipe(response);
  }
  const names = (await readdir(file, { withFileTypes: true })).map((entry) => entry.name + (entry.isDirectory() ? '/' : '')).sort();
  const links = names.map((name) => `<a href="${encodeURI(name)}">${escaped(name)}</a>\n`);
  response
    .writeHead(200, { 'content-type': types['.html'] })
    .end(`<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${links.join('')}</pre>\n`);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
