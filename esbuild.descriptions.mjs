// Reads what the fields of the API are for off the doc comments of two packages of types, into the form that src/host/descriptions.ts reads.
// @kubernetes/client-node is of our release, but says nothing of fields that are objects and has lost the paragraphs;
// kubernetes-models, of a release some months older, has both.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const COMMENT = String.raw`\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*`;
const CLASS = new RegExp(`${COMMENT}export (?:declare class|interface)`);
const FIELD = new RegExp(`${COMMENT}(['"])([^'"]+)\\2\\??:`, 'g');

/**
 * Definitions by their short names (`core.v1.Pod`): `[description, {field: description}]`. Types that are not documented are left out.
 * `modules` is the folder that the two packages are installed in.
 */
export function readDescriptions(modules, definitionNames) {
  const current = join(modules, '@kubernetes/client-node/dist/gen/models');
  const older = indexModels(['kubernetes-models', '@kubernetes-models/apimachinery'].map((name) => join(modules, name)));
  const descriptions = {};
  for (const name of definitionNames) {
    const texts = [modelText(current, name), older(name)].filter((text) => text !== undefined).map(described);
    if (texts.length === 0) continue;
    const [[description, fields], [olderDescription, olderFields] = ['', {}]] = texts;
    const names = [...new Set([...Object.keys(fields), ...Object.keys(olderFields)])];
    descriptions[name] = [
      better(description, olderDescription),
      Object.fromEntries(names.map((field) => [field, better(fields[field], olderFields[field])])),
    ];
  }
  return descriptions;
}

/** The words of our release; of the other one where ours has none, or where it says the same in paragraphs. */
function better(ours = '', older = '') {
  const words = (text) => text.replace(/\s+/g, ' ');
  return ours === '' || words(ours) === words(older) ? older || ours : ours;
}

/** A type's description, and those of its fields. */
function described(text) {
  const fields = {};
  for (const [, comment, , field] of text.matchAll(FIELD)) fields[field.replace(/^_/, '')] = plain(comment);
  return [plain(CLASS.exec(text)?.[1] ?? ''), fields];
}

/** `core.v1.Event` is CoreV1Event where several groups have such a type, otherwise V1Event. */
function modelText(models, name) {
  const [group, version, kind] = name.split('.');
  if (kind === undefined) return undefined;
  for (const model of [`${capital(group)}${capital(version)}${kind}`, `${capital(version)}${kind}`]) {
    const path = join(models, `${model}.d.ts`);
    if (existsSync(path)) return readFileSync(path, 'utf8');
  }
  return undefined;
}

/** Finds a type's file by the long name that it is exported under too: IIoK8sApiCoreV1Probe for core.v1.Probe. */
function indexModels(folders) {
  const texts = new Map();
  for (const folder of folders) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.d.ts') || file.startsWith('_schemas')) continue;
      const text = readFileSync(join(folder, file), 'utf8');
      const alias = / as IIoK8s(?:ApimachineryPkgApis|ApiextensionsApiserverPkgApis|KubeAggregatorPkgApis|Api)(\w+)/.exec(text);
      if (alias) texts.set(alias[1], text);
    }
  }
  return (name) => texts.get(name.split('.').map(capital).join(''));
}

function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A comment as running text; an empty line parts its paragraphs. */
function plain(comment) {
  return comment
    .replace(/^\s*\*? ?/gm, '')
    .replace(/\\(['"*])/g, '$1')
    .trim()
    .split(/\n\n+/)
    .map((paragraph) => paragraph.replace(/\n/g, ' '))
    .join('\n\n');
}
