// Reads what the fields of the API are for off the doc comments of @kubernetes/client-node's types, into the form that src/host/descriptions.ts reads.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CLASS = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export declare class/;
const FIELD = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*'([^']+)'\??:/g;

/** Definitions by their short names (`core.v1.Pod`): `[description, {field: description}]`. Types that are not documented are left out. */
export function readDescriptions(models, definitionNames) {
  const descriptions = {};
  for (const name of definitionNames) {
    const text = modelText(models, name);
    if (text === undefined) continue;
    const fields = {};
    for (const [, comment, field] of text.matchAll(FIELD)) fields[field.replace(/^_/, '')] = plain(comment);
    descriptions[name] = [plain(CLASS.exec(text)?.[1] ?? ''), fields];
  }
  return descriptions;
}

/** `core.v1.Event` is CoreV1Event where several groups have such a type, otherwise V1Event. */
function modelText(models, name) {
  const [group, version, kind] = name.split('.');
  if (kind === undefined) return undefined;
  const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
  for (const model of [`${capital(group)}${capital(version)}${kind}`, `${capital(version)}${kind}`]) {
    const path = join(models, `${model}.d.ts`);
    if (existsSync(path)) return readFileSync(path, 'utf8');
  }
  return undefined;
}

/** A comment as running text. */
function plain(comment) {
  return comment
    .replace(/^\s*\*? ?/gm, '')
    .replace(/\\(['"])/g, '$1')
    .replace(/\n/g, ' ')
    .trim();
}
