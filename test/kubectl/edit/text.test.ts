import { describe, expect, it } from 'vitest';
import { editorOf } from '../../../src/kubectl/edit/editor.ts';
import { editHeader, sameContent, withoutComments } from '../../../src/kubectl/edit/text.ts';

describe('the text in the editor', () => {
  it('tells at the top why it is there again', () => {
    const header = editHeader('edit', [{ head: 'pods "x" was not valid', details: ['spec.a: wrong\nvery'] }]);
    expect(header).toMatch(/^# Please edit the object below/);
    expect(header).toMatch(/# pods "x" was not valid:\n# \* spec\.a: wrong\n# very\n#\n$/);
  });

  it.each([
    ['a: 1\n', '# note\na:   1\n', true],
    ['a: 1\n', '{"a": 1}', true],
    ['a: 1\n', 'a: 2\n', false],
    ['a: [\n', 'a: 1\n', false],
  ])('%j and %j: the same is %s', async (left, right, same) => {
    expect(await sameContent(left, right)).toBe(same);
  });

  it('comments are lines', () => {
    expect(withoutComments('# a\n  # b\nc: "#"\n')).toBe('c: "#"\n');
  });
});

describe('the editor', () => {
  it.each([
    [{}, ['vi'], false],
    [{ EDITOR: 'nano' }, ['nano'], false],
    [{ EDITOR: 'nano', KUBE_EDITOR: 'code -w' }, ['code', '-w'], false],
    [{ EDITOR: "sed -i 's/a b/c/'", SHELL: '/bin/sh' }, ['/bin/sh', '-c', "sed -i 's/a b/c/'"], true],
  ])('%j', (env, words, shell) => {
    expect(editorOf(env)).toEqual({ words, shell });
  });
});
