import { describe, expect, test } from 'vitest';
import { compile, type Environment } from '../../../src/cluster/cel/compile.ts';
import { CompileError } from '../../../src/cluster/cel/source.ts';
import { DYN, formatType, INT, listOf, objectType, STRING } from '../../../src/cluster/cel/types.ts';
import { fromJson, type Value } from '../../../src/cluster/cel/values.ts';

const object = {
  metadata: { name: 'web', labels: { app: 'web', 'a.b/c': 'd' } },
  spec: { replicas: 3, ratio: 0.5, list: ['a', 'b'], empty: [], off: null, containers: [{ name: 'x', image: 'nginx:1' }, { name: 'y' }] },
};

const environment: Environment = {
  variables: { object: DYN, n: INT, words: listOf(STRING), typed: objectType('Typed', { name: STRING, count: INT }) },
};

const values: Record<string, Value> = { object: fromJson(object), n: 5n, words: ['b', 'a'], typed: fromJson({ name: 't', count: 2 }) };

function evaluate(text: string): Value {
  return compile(text, environment).evaluate((name) => values[name]);
}

function problems(text: string): string {
  try {
    compile(text, environment);
  } catch (error) {
    if (error instanceof CompileError) return error.message;
    throw error;
  }
  return '';
}

describe('expressions that are true', () => {
  test.each([
    ['1 + 2 * 3 == 7 && -7 / 2 == -3 && -7 % 2 == -1'],
    ['1u + 2u == 3u && 0x10 == 16 && 1e3 == 1000.0 && .5 == 0.5'],
    ['1 < 2.5 && 2u > 1 && dyn(1) == 1.0'],
    ['"a" + \'b\' == "ab" && r"\\n" == "\\\\n" && """x"y""" == \'x"y\''],
    ['b"abc" == bytes("abc") && b"\\xff".size() == 1'],
    ['object.spec.replicas == 3 && object.spec.ratio < 1.0'],
    ['has(object.spec.replicas) && !has(object.spec.nothing) && has(object.spec.off) && object.spec.off == null'],
    ["'app' in object.metadata.labels && object.metadata.labels['a.b/c'] == 'd' && 'a' in object.spec.list"],
    ['object.spec.containers.all(c, has(c.name)) && object.spec.containers.exists(c, c.name == "y")'],
    ['object.spec.containers.exists_one(c, has(c.image)) && !object.spec.containers.all(c, c.image == "")'],
    ['object.spec.containers.exists(c, c.image == "nginx:1")'],
    ['object.spec.list.map(x, x + "!") == ["a!", "b!"] && [1, 2, 3, 4].filter(x, x % 2 == 0) == [2, 4]'],
    ['[1, 2, 3].map(x, x > 1, x * 10) == [20, 30]'],
    ['{"a": 1, "b": 2}.all(k, k in ["a", "b"]) && {1: "x"}[1] == "x" && size({"a": 1}) == 1'],
    ['[1, 2, 3].all(i, v, v == i + 1) && {"a": 1}.exists(k, v, k == "a" && v == 1)'],
    ['[5, 6].transformList(i, v, i * v) == [0, 6] && {"a": 1}.transformMap(k, v, v + 1) == {"a": 2}'],
    ['{"a": "x"}.transformMapEntry(k, v, {v: k}) == {"x": "a"} && [1, 2].transformMap(i, v, v > 1, v) == {1: 2}'],
    ['(true ? 1 : 2) == 1 && (object.spec.nothing == 1 || true) && !(object.spec.nothing == 1 && false)'],
    ['object.?spec.?nothing.orValue(7) == 7 && object.spec.?replicas.hasValue() && object.spec.list[?5].orValue("z") == "z"'],
    ['optional.of(3).optMap(x, x + 1).value() == 4 && optional.none().or(optional.of(1)).value() == 1'],
    ['[1, ?optional.none(), ?optional.of(2)] == [1, 2] && {?"a": optional.none()} == {}'],
    ['optional.ofNonZeroValue("") == optional.none() && [1].first().value() == 1 && ![].last().hasValue()'],
    ['type(1) == int && type("a") == string && type(object.spec.ratio) == double && type(null) == null_type && type([]) == list'],
    ['int("42") == 42 && string(1.5) == "1.5" && double("2") == 2.0 && uint(3) == 3u && bool("true") && string(b"x") == "x"'],
    ['timestamp("2024-02-29T12:30:15.5Z").getFullYear() == 2024 && timestamp("2024-02-29T12:30:15Z").getMonth() == 1'],
    ['timestamp("2024-01-15T14:30:45Z").getHours("America/New_York") == 9 && timestamp("2024-01-15T14:30:45Z").getHours("+02:00") == 16'],
    ['timestamp("2024-01-01T00:00:00Z") + duration("24h") == timestamp("2024-01-02T00:00:00Z")'],
    ['timestamp("2024-01-02T00:00:00Z") - timestamp("2024-01-01T00:00:00Z") == duration("1440m") && duration("90m").getHours() == 1'],
    ['string(duration("1h1.5s")) == "3601.5s" && string(timestamp("2024-01-01T00:00:00.120Z")) == "2024-01-01T00:00:00.12Z"'],
    ['"hello".matches("^h.*o$") && "hello".contains("ell") && "héllo".size() == 5'],
    ['typed.name == "t" && typed.count + 1 == 3 && words.isSorted() == false'],
    ['dyn(1) == dyn(1.0) && [dyn(1), dyn("a")] != []'],
    ['"tacocat".replace("c", "_") == "ta_o_at" && "a,b".split(",") == ["a", "b"] && ["a", "b"].join("-") == "a-b"'],
    ['{"a": {"b": [1]}}.a.b[0] == 1 // a comment'],
    ['n == 5 ? true : false'],
  ])('%s', (text) => {
    expect(evaluate(text)).toBe(true);
  });
});

describe('what does not compile is told in the words and places of the API server', () => {
  test.each([
    ['objct.spec', "ERROR: <input>:1:1: undeclared reference to 'objct' (in container '')\n | objct.spec\n | ^"],
    ['1 + "a"', "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + \"a\"\n | ..^"],
    ['typed.total <= 3', "ERROR: <input>:1:6: undefined field 'total'\n | typed.total <= 3\n | .....^"],
    ['n.foo', "ERROR: <input>:1:2: type 'int' does not support field selection\n | n.foo\n | .^"],
    [
      'n.all(x, true)',
      "ERROR: <input>:1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)\n | n.all(x, true)\n | ^",
    ],
    [
      'words.all(w, 1)',
      "ERROR: <input>:1:10: found no matching overload for '_&&_' applied to '(bool, int)'\n | words.all(w, 1)\n | .........^",
    ],
    ['[1, "a"]', "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, \"a\"]\n | ....^"],
    ['nope(1)', "ERROR: <input>:1:5: undeclared reference to 'nope' (in container '')\n | nope(1)\n | ....^"],
    [
      '"a".startsWith(1)',
      "ERROR: <input>:1:15: found no matching overload for 'startsWith' applied to 'string.(int)'\n | \"a\".startsWith(1)\n | ..............^",
    ],
    [
      'a == b',
      "ERROR: <input>:1:1: undeclared reference to 'a' (in container '')\n | a == b\n | ^\nERROR: <input>:1:6: undeclared reference to 'b' (in container '')\n | a == b\n | .....^",
    ],
    ['n == null', "ERROR: <input>:1:3: found no matching overload for '_==_' applied to '(int, null)'\n | n == null\n | ..^"],
    ['"a".matches("(")', 'ERROR: <input>:1:13: invalid matches argument\n | "a".matches("(")\n | ............^'],
    ['[object.a, "b"]', "ERROR: <input>:1:12: expected type 'dyn' but found 'string'\n | [object.a, \"b\"]\n | ...........^"],
    [
      '{"a": 1, 2: "x"}',
      'ERROR: <input>:1:10: expected type \'string\' but found \'int\'\n | {"a": 1, 2: "x"}\n | .........^\nERROR: <input>:1:13: expected type \'int\' but found \'string\'\n | {"a": 1, 2: "x"}\n | ............^',
    ],
    [
      '"%d".format(["a", 1])',
      'ERROR: <input>:1:14: error during formatting: decimal clause can only be used on integers, was given string\n | "%d".format(["a", 1])\n | .............^',
    ],
    [
      '"%s".format(["a", 1])',
      'ERROR: <input>:1:12: too many arguments supplied to string.format (expected 1, got 2)\n | "%s".format(["a", 1])\n | ...........^',
    ],
    ['duration("soon")', 'ERROR: <input>:1:10: invalid duration argument\n | duration("soon")\n | .........^'],
    ['has(n)', 'ERROR: <input>:1:5: invalid argument to has() macro\n | has(n)\n | ....^'],
    ['words.map(1, true)', 'ERROR: <input>:1:11: argument is not an identifier\n | words.map(1, true)\n | ..........^'],
    ['[1].all(1, true)', 'ERROR: <input>:1:9: argument must be a simple name\n | [1].all(1, true)\n | ........^'],
    ['true &&\n  zz', "ERROR: <input>:2:3: undeclared reference to 'zz' (in container '')\n |   zz\n | ..^"],
    ['break', 'ERROR: <input>:1:1: reserved identifier: break\n | break\n | ^'],
    ['Foo{a: 1}', "ERROR: <input>:1:4: undeclared reference to 'Foo' (in container '')\n | Foo{a: 1}\n | ...^"],
    ['99999999999999999999', 'ERROR: <input>:1:1: invalid int literal\n | 99999999999999999999\n | ^'],
  ])('%s', (text, message) => {
    expect(problems(text)).toBe(message);
  });

  const START = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

  test.each([
    ['1 +', [`1:4: Syntax error: mismatched input '<EOF>' expecting ${START}`]],
    [
      '1 + +',
      [`1:5: Syntax error: mismatched input '+' expecting ${START}`, `1:6: Syntax error: mismatched input '<EOF>' expecting ${START}`],
    ],
    ['1 + $', ["1:5: Syntax error: token recognition error at: '$'", `1:6: Syntax error: mismatched input '<EOF>' expecting ${START}`]],
    ['a b', ["1:3: Syntax error: extraneous input 'b' expecting <EOF>"]],
    ['1 + 2\n3 +', ["2:1: Syntax error: mismatched input '3' expecting <EOF>"]],
    ['(1 + 2', ["1:7: Syntax error: missing ')' at '<EOF>'"]],
    ['size(n', ["1:7: Syntax error: missing ')' at '<EOF>'"]],
    [
      '*@a | b',
      [
        `1:1: Syntax error: extraneous input '*' expecting ${START}`,
        "1:2: Syntax error: token recognition error at: '@'",
        "1:5: Syntax error: token recognition error at: '| '",
        "1:7: Syntax error: extraneous input 'b' expecting <EOF>",
      ],
    ],
    ['{a}', ["1:3: Syntax error: mismatched input '}' expecting ':'"]],
    [
      'in',
      [`1:1: Syntax error: mismatched input 'in' expecting ${START}`, `1:3: Syntax error: mismatched input '<EOF>' expecting ${START}`],
    ],
    ['?', [`1:1: Syntax error: mismatched input '?' expecting ${START}`, `1:2: Syntax error: mismatched input '<EOF>' expecting ${START}`]],
    [
      'func{{a}}',
      [
        "1:6: Syntax error: extraneous input '{' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}",
        "1:8: Syntax error: mismatched input '}' expecting ':'",
        "1:9: Syntax error: extraneous input '}' expecting <EOF>",
      ],
    ],
    ['TestAllTypes(){}', ["1:15: Syntax error: mismatched input '{' expecting <EOF>"]],
    ['a.`b-c`', ["1:3: unsupported syntax: '`'"]],
    [
      '"\\xFh"',
      [
        "1:1: Syntax error: token recognition error at: '\"\\xFh'",
        "1:6: Syntax error: token recognition error at: '\"'",
        `1:7: Syntax error: mismatched input '<EOF>' expecting ${START}`,
      ],
    ],
    ["'abc", ["1:1: Syntax error: token recognition error at: ''abc'", `1:5: Syntax error: mismatched input '<EOF>' expecting ${START}`]],
    ['a = 1', ["1:3: Syntax error: token recognition error at: '= '", "1:5: Syntax error: extraneous input '1' expecting <EOF>"]],
    ['[1, 2', ["1:6: Syntax error: mismatched input '<EOF>' expecting {']', ','}"]],
    ['a ? b', ["1:6: Syntax error: mismatched input '<EOF>' expecting ':'"]],
    ['x.', ["1:3: Syntax error: no viable alternative at input '.'"]],
  ])('%s', (text, messages) => {
    const told = problems(text)
      .split('\n')
      .filter((line) => line.startsWith('ERROR: <input>:'))
      .map((line) => line.slice('ERROR: <input>:'.length));
    expect(told).toEqual(messages);
  });
});

describe('errors of evaluation', () => {
  test.each([
    ['object.spec.nothing', 'no such key: nothing'],
    ['object.spec.list[7]', 'index out of bounds: 7'],
    ["object.metadata.labels['x']", 'no such key: x'],
    ['1 / 0', 'division by zero'],
    ['1 % 0', 'modulus by zero'],
    ['9223372036854775807 + 1', 'integer overflow'],
    ["int('a')", "type conversion error from 'string' to 'int'"],
    ['object.spec.replicas + "a"', 'no such overload'],
    ['object.spec.replicas.startsWith("a")', 'no such overload: int.startsWith(string)'],
    ['object.spec.replicas.foo', 'no such key: foo'],
    ['optional.none().value()', 'optional.none() dereference'],
    ['object.spec.replicas.all(x, true)', "got 'int', expected iterable type"],
  ])('%s', (text, message) => {
    expect(() => evaluate(text)).toThrow(message);
  });

  test('an evaluation that costs too much ends', () => {
    const nested = '[0,1,2,3,4,5,6,7,8,9]'.concat(
      ...Array.from({ length: 9 }, (_, i) => `.all(a${i}, [0,1,2,3,4,5,6,7,8,9]`),
      ...Array.from({ length: 9 }, (_, i) => (i === 0 ? '.all(z, true)' : '') + ')'),
    );
    expect(() => evaluate(nested)).toThrow('operation cancelled: actual cost limit exceeded');
  });
});

test('types of results', () => {
  expect(formatType(compile('{"a": [1u]}', environment).type)).toBe('map(string, list(uint))');
  expect(formatType(compile('object.spec', environment).type)).toBe('dyn');
  expect(formatType(compile('words.map(w, size(w))', environment).type)).toBe('list(int)');
  expect(formatType(compile('[]', environment).type)).toBe('list(dyn)');
  expect(formatType(compile('object.?spec', environment).type)).toBe('optional_type(dyn)');
});
