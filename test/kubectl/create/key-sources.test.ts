import { describe, expect, it } from 'vitest';
import { checkSources, parseEnvFile, parseFileSource, readSources } from '../../../src/kubectl/create/key-sources.ts';
import type { Files } from '../../../src/kubectl/resources/files.ts';

const missing = (): never => {
  throw Object.assign(new Error('missing'), { code: 'ENOENT' });
};

function filesWith(contents: Record<string, string>): Files {
  const names = (folder: string): string[] =>
    Object.keys(contents)
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1));
  return {
    readFile: async (path) => new TextEncoder().encode(contents[path] ?? missing()),
    readdir: async (path) => names(path),
    stat: async (path) =>
      contents[path] === undefined ? (names(path).length > 0 ? { isDirectory: true } : missing()) : { isDirectory: false },
    stdin: async () => new Uint8Array(),
  };
}

const none = { 'from-literal': [], 'from-file': [], 'from-env-file': [] };

async function read(flags: Partial<typeof none>, contents: Record<string, string> = {}): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  await readSources(filesWith(contents), { ...none, ...flags }, { HOME: '/home/me' }, ({ key, bytes }) => {
    found[key] = new TextDecoder().decode(bytes);
  });
  return found;
}

describe('what goes into ConfigMaps and Secrets', () => {
  it.each([
    [{ 'from-literal': ['a=b=c', 'empty='] }, {}, { a: 'b=c', empty: '' }],
    [{ 'from-file': ['conf/app.ini'] }, { 'conf/app.ini': 'x' }, { 'app.ini': 'x' }],
    [{ 'from-file': ['key=conf/app.ini'] }, { 'conf/app.ini': 'x' }, { key: 'x' }],
    [{ 'from-file': ['conf'] }, { 'conf/a': '1', 'conf/b': '2' }, { a: '1', b: '2' }],
    [{ 'from-env-file': ['e'] }, { e: '# no\n\n A=1\nHOME\nB=x=y\n' }, { A: '1', HOME: '/home/me', B: 'x=y' }],
  ] as const)('%j', async (flags, contents, expected) => {
    expect(await read(flags as never, contents)).toEqual(expected);
  });

  it.each([
    [{ 'from-literal': ['novalue'] }, 'invalid literal source novalue, expected key=value'],
    [{ 'from-literal': ['=x'] }, 'invalid literal source =x, expected key=value'],
    [{ 'from-file': ['gone.txt'] }, 'error reading gone.txt: no such file or directory'],
    [{ 'from-file': ['key=conf'] }, 'cannot give a key name for a directory path'],
    [{ 'from-env-file': ['conf'] }, 'env config file cannot be a directory'],
  ] as const)('%j is refused', async (flags, message) => {
    await expect(read(flags as never, { 'conf/a': '1' })).rejects.toThrow(message);
  });

  it.each([
    ['a=b=c', "key names or file paths cannot contain '='"],
    ['=path', 'key name for file path path missing'],
    ['key=', 'file path for key name key missing'],
  ])('--from-file=%s', (source, message) => {
    expect(() => parseFileSource(source)).toThrow(message);
  });

  it('an env file names what is no variable', () => {
    expect(() => parseEnvFile('1A=x', {})).toThrow('"1A" is not a valid key name: ');
  });

  it('an env file that is no text is told by line and bytes', async () => {
    const files: Files = { ...filesWith({ e: '' }), readFile: async () => Uint8Array.of(0x41, 0x3d, 0x0d, 0x0a, 0xff, 0xfe, 0x0a) };
    await expect(readSources(files, { ...none, 'from-env-file': ['e'] }, {}, () => undefined)).rejects.toThrow(
      'env file e contains invalid utf8 bytes at line 2: [255 254]',
    );
    expect(() => parseEnvFile('\x01=x', {})).toThrow('"\\x01" is not a valid key name: ');
  });

  it('env files stand alone', () => {
    expect(() => checkSources({ ...none, 'from-env-file': ['e'], 'from-literal': ['a=b'] })).toThrow('from-env-file cannot be combined');
  });
});
