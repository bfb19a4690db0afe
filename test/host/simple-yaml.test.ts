import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseSimpleYaml } from '../../src/host/simple-yaml.ts';
import { toYaml } from '../../src/kubectl/yaml/write.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('file:///home/a%20b/x.json', 'kubesim', 'on', '1', 'a: b', '- x', '#c', 'y', ''),
);
const value = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(fc.stringMatching(/^[a-z-]{1,8}$/), text, { maxKeys: 3 }),
);
const entry = fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,8}$/), value, { maxKeys: 4 });
const document = fc.record({ clusters: fc.array(fc.record({ name: text, cluster: entry }), { maxLength: 3 }), 'current-context': text });

describe('the simple YAML reader', () => {
  it('reads what it takes as the library does', () => {
    fc.assert(
      fc.property(document, (written) => {
        const simple = parseSimpleYaml(toYaml(written));
        if (simple !== undefined) expect(simple).toEqual(JSON.parse(JSON.stringify(written)));
      }),
      { numRuns: 400 },
    );
  });

  it('takes any text for what it is or not at all', () => {
    const line = fc.constantFrom(
      'a: b',
      'a:',
      '  b: c',
      '- a: b',
      '  - c',
      '- - d',
      '  x: "y"',
      "z: 'w'",
      'k: |',
      '  text',
      '#',
      'a: b # c',
      'n: 1',
      '? q',
      'm: {a: b}',
      'o: &x y',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const yaml = lines.join('\n');
        const simple = parseSimpleYaml(yaml);
        if (simple !== undefined) expect(simple).toEqual(parse(yaml, { version: '1.1' }));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes a kubeconfig as kubectl writes it', () => {
    const users = [{ name: 'kubernetes-admin', user: {} }];
    const clusters = [{ name: 'kubesim', cluster: { server: 'file:///root/.kubesim/clusters/kubesim.json' } }];
    const contexts = [{ name: 'kubesim', context: { cluster: 'kubesim', namespace: 'red', user: 'kubernetes-admin' } }];
    const config = { apiVersion: 'v1', kind: 'Config', 'current-context': 'kubesim', clusters, contexts, users };
    expect(parseSimpleYaml(toYaml(config))).toEqual(config);
  });
});
