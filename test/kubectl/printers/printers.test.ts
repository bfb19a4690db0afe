import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printCustomColumns, parseCustomColumns, parseCustomColumnsFile } from '../../../src/kubectl/printers/custom-columns.ts';
import { outputFormats, printerFor, type PrinterOptions } from '../../../src/kubectl/printers/index.ts';
import { toJson } from '../../../src/kubectl/printers/json.ts';
import { nameLines } from '../../../src/kubectl/printers/name.ts';
import { sortObjects, sortTables } from '../../../src/kubectl/printers/sort.ts';

const pods = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', managedFields: [{}] },
    spec: { v: 3, q: '1Gi', n: 'b10', opt: 0, list: [1, 2] },
  },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api' }, spec: { v: 1, q: '500Mi', n: 'b9', flag: true, nothing: null } },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'job' }, spec: { v: 2, q: '2', n: 'a', opt: 2, map: { k: 'v' } } },
];
const list = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: pods };

async function print(output: string, objects: readonly unknown[] = [list], options: Partial<PrinterOptions> = {}): Promise<string> {
  let out = '';
  const printer = await printerFor(output, { allowed: outputFormats.tables, write: (text) => (out += text), ...options });
  for (const object of objects) printer?.(object);
  return printer === undefined ? 'none' : out;
}

test('JSON as recorded', () => {
  const object = JSON.parse(readFileSync(new URL('../yaml/recorded-object.json', import.meta.url), 'utf8')) as { metadata: object };
  const recorded = readFileSync(new URL('recorded-object.json.txt', import.meta.url), 'utf8');
  expect(toJson({ ...object, metadata: { ...object.metadata, annotations: {} } })).toBe(recorded);
});

test('JSON reads back', () =>
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(toJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  ));

describe('printerFor', () => {
  test.each([
    ['', 'none'],
    ['wide', 'none'],
    ['name', 'pod/web\npod/api\npod/job\n'],
    ['NAME', 'pod/web\npod/api\npod/job\n'],
    ['jsonpath={.items[*].metadata.name}', 'web api job'],
    ['go-template={{len .items}}', '3'],
    ['template={{.kind}}', 'List'],
    ['custom-columns=A:.metadata.name', 'A\nweb\napi\njob\n'],
    ['jsonpath-as-json={.items[1].spec.v}', '[\n    1\n]\n'],
  ])('-o %s', async (output, text) => expect(await print(output)).toBe(text));

  test('--template alone is a Go template, and fills in for one that -o leaves out', async () => {
    expect(await print('', [list], { template: '{{.kind}}' })).toBe('List');
    expect(await print('jsonpath', [list], { template: '{.kind}' })).toBe('List');
    expect(await print('name', [pods[0]], { template: 'x' })).toBe('pod/web\n');
  });

  test('managed fields are left out of objects and items, unless asked for', async () => {
    expect(await print('json', [pods[0]])).not.toContain('managedFields');
    expect(await print('yaml', [list])).not.toContain('managedFields');
    expect(await print('yaml', [list], { showManagedFields: true })).toContain('managedFields');
  });

  test('YAML documents are kept apart, JSON follows JSON', async () => {
    expect(await print('yaml', [{ a: 1 }, { b: 2 }])).toBe('a: 1\n---\nb: 2\n');
    expect(await print('json', [{ a: 1 }, { b: 2 }])).toBe('{\n    "a": 1\n}\n{\n    "b": 2\n}\n');
    expect(await print('kyaml', [{ a: 1 }])).toBe('---\n{\n  a: 1,\n}\n');
  });

  test.each([
    [
      'table',
      outputFormats.objects,
      'unable to match a printer suitable for the output format "table", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml',
    ],
    [
      'wide',
      outputFormats.objects,
      'unable to match a printer suitable for the output format "wide", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml',
    ],
    [
      'wid',
      outputFormats.tables,
      'unable to match a printer suitable for the output format "wid", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml',
    ],
    [
      'jsonpath={.data.color}',
      outputFormats.data,
      'unable to match a printer suitable for the output format "jsonpath={.data.color}", allowed formats are: json,kyaml,yaml',
    ],
    ['yaml=', outputFormats.data, 'unable to match a printer suitable for the output format "yaml=", allowed formats are: json,kyaml,yaml'],
    ['jsonpath', outputFormats.objects, 'template format specified but no template given'],
    ['jsonpath=', outputFormats.objects, 'template format specified but no template given'],
    ['go-template-file', outputFormats.objects, 'template format specified but no template given'],
    ['custom-columns=', outputFormats.tables, 'custom-columns format specified but no custom columns given'],
    ['custom-columns', outputFormats.tables, 'custom-columns format specified but no custom columns given'],
    ['custom-columns=NAME', outputFormats.tables, 'unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>'],
    ['go-template={{.x', outputFormats.objects, 'error parsing template {{.x, template: output:1: unclosed action'],
    ['jsonpath={.x', outputFormats.objects, 'error parsing jsonpath {.x, unclosed action'],
  ] as const)('-o %s is refused', async (output, allowed, message) => {
    await expect(print(output, [], { allowed })).rejects.toThrow(message);
  });

  test('a template of its own leaves no room behind the format', async () => {
    await expect(print('jsonpath={.kind}', [], { template: '{{.}}' })).rejects.toThrow('output format "jsonpath={.kind}", allowed formats');
  });

  test('files', async () => {
    const files = {
      readFile: (path: string) =>
        path === 'there'
          ? Promise.resolve(new TextEncoder().encode('{.kind}\n'))
          : Promise.reject(Object.assign(new Error(), { code: 'ENOENT' })),
      readdir: () => Promise.resolve([]),
      stat: () => Promise.resolve({ isDirectory: false }),
      stdin: () => Promise.resolve(new Uint8Array()),
    };
    expect(await print('jsonpath-file=there', [list], { files })).toBe('List\n');
    await expect(print('jsonpath-file=gone', [], { files })).rejects.toThrow(
      'error reading --template gone, open gone: no such file or directory',
    );
    await expect(print('custom-columns-file=gone', [], { files })).rejects.toThrow(
      'error reading template gone, open gone: no such file or directory',
    );
  });
});

describe('custom columns', () => {
  const table = (spec: string, noHeaders = false): string => {
    let out = '';
    printCustomColumns(parseCustomColumns(spec), list, { noHeaders }, (text) => (out += text));
    return out;
  };
  test('values of all kinds', () => {
    expect(table('A:.metadata.name,B:.spec.list,C:.spec.map,D:.spec.nothing,E:{.spec.list[*]}')).toBe(
      'A     B        C          D        E\nweb   [1 2]    <none>     <none>   1,2\napi   <none>   <none>     <nil>    <none>\njob   <none>   map[k:v]   <none>   <none>\n',
    );
  });
  test('without headers, without a path', () => {
    expect(table('A:.metadata.name,:.spec.v', true)).toBe('web   3\napi   1\njob   2\n');
    expect(table('NAME:')).toBe('NAME\n<none>\n<none>\n<none>\n');
  });
  test('files', () => {
    const headers = parseCustomColumnsFile('A   B\nmetadata.name .spec.v\nmore\n').map(({ header, path }) => [header, path.text]);
    expect(headers).toEqual([
      ['A', '{.metadata.name}'],
      ['B', '{.spec.v}'],
    ]);
    expect(() => parseCustomColumnsFile('')).toThrow(
      'invalid template, missing header line. Expected format is one line of space separated headers, one line of space separated column specs.',
    );
    expect(() => parseCustomColumnsFile('A\n')).toThrow('missing spec line');
    expect(() => parseCustomColumnsFile('A B\n.x\n')).toThrow("number of headers (2) and field specifications (1) don't match");
  });
});

describe('--sort-by', () => {
  const names = (expression: string): string =>
    sortObjects(pods, expression)
      .map((pod) => pod.metadata.name)
      .join(' ');
  test.each([
    ['.metadata.name', 'api job web'],
    ['{.spec.v}', 'api job web'],
    ['spec.q', 'job api web'],
    ['.spec.n', 'job web api'],
    ['.spec.opt', 'api web job'],
    ['.spec.nothing', 'web api job'],
    ['', 'web api job'],
  ])('%s', (expression, order) => expect(names(expression)).toBe(order));

  test('errors', () => {
    expect(() => names('.nosuch')).toThrow('couldn\'t find any field with path "{.nosuch}" in the list of objects');
    expect(() => names('{.x')).toThrow('unexpected path string');
    const same = [{ a: { b: 1 } }, { a: { b: 2 } }];
    expect(() => sortObjects(same, '.a')).toThrow('unsortable type: map[string]interface {}');
  });

  test('a table loses its rows where objects would give an error', () => {
    const table = { rows: pods.map((object) => ({ cells: [object.metadata.name], object })) };
    expect(sortTables([table], '.spec.v')[0]!.rows.map((row) => row.cells[0])).toEqual(['api', 'job', 'web']);
    expect(sortTables([table], '.nosuch')[0]!.rows).toEqual([]);
    expect(sortTables([table], '{.x')[0]!.rows).toEqual([]);
    expect(() => sortTables([table, table], '.spec.v')).toThrow('couldn\'t find any field with path "{.spec.v}"');
  });
});

test('names', () => {
  expect(nameLines({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }, 'created')).toBe(
    'deployment.apps/web created\n',
  );
  expect(nameLines({ apiVersion: 'v1', kind: 'Pod', metadata: {} })).toBe('pod/<unknown>\n');
});
