import { describe, expect, test } from 'vitest';
import { ErrorList } from '../../../src/kubectl/errors.ts';
import type { Files } from '../../../src/kubectl/resources/files.ts';
import { loadManifests, type ManifestOptions } from '../../../src/kubectl/resources/manifests.ts';

const thing = (name: string): string => `apiVersion: v1\nkind: T\nmetadata: {name: ${name}}\n`;
const disk: Record<string, string> = {
  'd/a.json': '{"apiVersion":"v1","kind":"T","metadata":{"name":"j"}}',
  'd/b.yaml': thing('a'),
  'd/readme.txt': thing('txt'),
  'd/sub/x.yml': thing('s'),
  'e/notes': '',
  'bad.yaml': 'a: b: c\n',
  'two.yaml': `${thing('one')}---\na: [\n`,
  'list.yaml':
    'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A, metadata: {name: x}}\n- {apiVersion: v1, kind: B, metadata: {name: z}}\n',
  'podlist.yaml': 'apiVersion: v1\nkind: PodList\nitems: [{metadata: {name: x}}]\n',
};

const failure = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
const files = (stdin = ''): Files => ({
  readFile: (path) => (Object.hasOwn(disk, path) ? Promise.resolve(new TextEncoder().encode(disk[path])) : failure('ENOENT')),
  readdir: (path) => {
    const prefix = path === '.' ? '' : `${path}/`;
    const names = Object.keys(disk).filter((each) => each.startsWith(prefix));
    return Promise.resolve([...new Set(names.map((each) => each.slice(prefix.length).split('/')[0]!))].sort());
  },
  stat: (path) => {
    if (Object.hasOwn(disk, path)) return Promise.resolve({ isDirectory: false });
    if (Object.keys(disk).some((each) => each.startsWith(`${path}/`))) return Promise.resolve({ isDirectory: true });
    return Object.keys(disk).some((each) => path.startsWith(`${each}/`)) ? failure('ENOTDIR') : failure('ENOENT');
  },
  stdin: () => Promise.resolve(new TextEncoder().encode(stdin)),
});

async function load(filenames: string[], options: Partial<ManifestOptions> = {}, stdin = ''): Promise<string> {
  try {
    const { documents, errors } = await loadManifests(files(stdin), { filenames, ...options });
    const names = documents.map(
      ({ object, source }) => `${String(object['kind'])}/${(object['metadata'] as { name: string }).name}@${source}`,
    );
    return [...names, ...errors.map((error) => `! ${(error as Error).message}`)].join('\n');
  } catch (error) {
    return error instanceof ErrorList ? error.message : `error: ${(error as Error).message}`;
  }
}

describe('paths', () => {
  test.each([
    [['d'], 'T/j@d/a.json\nT/a@d/b.yaml'],
    [['d/readme.txt'], 'T/txt@d/readme.txt'],
    [['d/*.yaml'], 'T/a@d/b.yaml'],
    [['d/[ab].*'], 'T/j@d/a.json\nT/a@d/b.yaml'],
    [['d', 'e'], 'T/j@d/a.json\nT/a@d/b.yaml'],
    [['e'], 'error: error reading [e]: recognized file extensions are [.json .yaml .yml]'],
    [['e', 'none'], 'error reading [e]: recognized file extensions are [.json .yaml .yml]\nthe path "none" does not exist'],
    [['d', 'none'], 'error: the path "none" does not exist'],
    [['d/*.zzz'], 'error: the path "d/*.zzz" does not exist'],
    [['d/['], 'error: pattern "d/[" is not valid: syntax error in pattern'],
    [['d/b.yaml/x'], 'error: the path "d/b.yaml/x" cannot be accessed: stat d/b.yaml/x: not a directory'],
    [['-', '-'], 'error: standard input cannot be used for multiple arguments'],
    [['d/b.yaml', 'd/b.yaml'], 'T/a@d/b.yaml\nT/a@d/b.yaml'],
  ])('%j', async (filenames, outcome) => expect(await load(filenames)).toBe(outcome));

  test('-R goes into folders', async () =>
    expect(await load(['d'], { recursive: true })).toBe('T/j@d/a.json\nT/a@d/b.yaml\nT/s@d/sub/x.yml'));
  test('- is standard input', async () => expect(await load(['-'], {}, thing('in'))).toBe('T/in@STDIN'));
  test('URLs are refused', async () => expect(await load(['https://example.com/x.yaml'])).toContain('kubesim does not use the network'));
  test('UTF-16 with a byte order mark is read', async () => {
    const bytes = Uint8Array.from([0xff, 0xfe, ...[...thing('wide')].flatMap((char) => [char.charCodeAt(0), 0])]);
    const { documents } = await loadManifests({ ...files(), stdin: () => Promise.resolve(bytes) }, { filenames: ['-'] });
    expect(documents[0]?.object['metadata']).toEqual({ name: 'wide' });
  });
});

describe('errors in files come after the objects', () => {
  test.each([
    [
      ['bad.yaml', 'd/b.yaml'],
      'T/a@d/b.yaml\n! error parsing bad.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context',
    ],
    [
      ['two.yaml'],
      'T/one@two.yaml\n! error parsing two.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content',
    ],
    [['list.yaml'], 'A/x@list.yaml\nB/z@list.yaml'],
    [['podlist.yaml'], 'Pod/x@podlist.yaml'],
  ])('%j', async (filenames, outcome) => expect(await load(filenames)).toBe(outcome));

  test('a document that validation refuses ends its file', async () => {
    const validate: ManifestOptions['validate'] = ({ source, value }) => {
      if (!(value as { kind?: string }).kind) throw new Error(`error validating "${source}"`);
    };
    expect(await load(['-', 'd/b.yaml'], { validate }, `a: 1\n---\n${thing('later')}`)).toBe('T/a@d/b.yaml\n! error validating "STDIN"');
  });
});

describe('what an object must have', () => {
  const decode = (text: string): Promise<string> => load(['-'], {}, text);
  test.each([
    ['apiVersion: v1\nmetadata: {name: x}\n', `Object 'Kind' is missing in '{"apiVersion":"v1","metadata":{"name":"x"}}'`],
    ['{"a": 1 }', `Object 'Kind' is missing in '{"a": 1 }'`],
    ['apiVersion: a/b/c\nkind: T\n', `Object 'Kind' is missing in '{"apiVersion":"a/b/c","kind":"T"}'`],
    ['just a string\n', 'json: cannot unmarshal string into Go value of type unstructured.detector'],
    ['- a\n', 'json: cannot unmarshal array into Go value of type unstructured.detector'],
    [
      'apiVersion: 5\nkind: T\n',
      'json: cannot unmarshal number into Go struct field metadataOnlyObject.TypeMeta.apiVersion of type string',
    ],
    [
      'apiVersion: v1\nkind: List\nitems: {a: b}\n',
      'json: cannot unmarshal object into Go struct field decodeList.items of type []jsontext.Value',
    ],
  ])('%j', async (text, problem) => expect(await decode(text)).toBe(`! unable to decode "STDIN": ${problem}`));

  test.each([
    ['{name: 5}', 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string'],
    ['{labels: {n: 5}}', 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string'],
    ['{labels: [a]}', 'json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string'],
    ['{annotations: {n: y}}', 'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.annotations of type string'],
    ['{finalizers: x}', 'json: cannot unmarshal string into Go struct field ObjectMeta.metadata.finalizers of type []string'],
    ['{generation: x}', 'json: cannot unmarshal string into Go struct field ObjectMeta.metadata.generation of type int64'],
    ['{creationTimestamp: x}', 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
    [
      '{ownerReferences: [{name: 5}]}',
      'json: cannot unmarshal number into Go struct field OwnerReference.metadata.ownerReferences.name of type string',
    ],
    ['x', 'json: cannot unmarshal string into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta'],
  ])('metadata: %s', async (metadata, problem) => {
    expect(await decode(`apiVersion: v1\nkind: T\nmetadata: ${metadata}\n`)).toBe(`! unable to decode "STDIN": ${problem}`);
  });

  test('nothing but comments and separators is no document', async () => expect(await decode('---\n# only a comment\n---\n')).toBe(''));
});
