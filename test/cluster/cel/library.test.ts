import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/cluster/cel/compile.ts';
import { Authorizer, ResourceCheck, type AccessQuestion } from '../../../src/cluster/cel/library/authorization.ts';
import { DYN, opaque } from '../../../src/cluster/cel/types.ts';
import type { Value } from '../../../src/cluster/cel/values.ts';

function evaluate(text: string): Value {
  return compile(text, { variables: { x: DYN } }).evaluate(() => null);
}

/** Every line is an expression that is true. */
const HOLDS: Readonly<Record<string, readonly string[]>> = {
  strings: [
    "'hello'.charAt(4) == 'o' && 'hello'.charAt(5) == ''",
    "'hello mellow'.indexOf('ello') == 1 && 'hello mellow'.indexOf('ello', 2) == 7 && 'hello'.indexOf('z') == -1 && 'hello'.indexOf('') == 0",
    "'hello mellow'.lastIndexOf('ello') == 7 && 'hello mellow'.lastIndexOf('ello', 6) == 1 && 'hello'.lastIndexOf('z') == -1",
    "'TacoCat'.lowerAscii() == 'tacocat' && 'TacoCÆt Xii'.upperAscii() == 'TACOCÆT XII'",
    "'hello hello'.replace('he', 'we') == 'wello wello' && 'hello hello'.replace('he', 'we', 1) == 'wello hello' && 'hello'.replace('l', 'r', 0) == 'hello'",
    "'ab'.replace('', '-') == '-a-b-' && 'hello hello hello'.split(' ', 2) == ['hello', 'hello hello'] && 'a b'.split(' ', 0) == []",
    "'abc'.split('') == ['a', 'b', 'c'] && ['x', 'y'].join() == 'xy' && [].join(',') == ''",
    "'tacocat'.substring(4) == 'cat' && 'tacocat'.substring(0, 4) == 'taco' && '😀a'.substring(1) == 'a'",
    "'  \\ttrim\\n    '.trim() == 'trim'",
    'strings.quote(\'a"b\\n\') == \'"a\\\\"b\\\\n"\'',
  ],
  format: [
    "'%s has %d of %.2f'.format(['x', 3, 1.5]) == 'x has 3 of 1.50'",
    "'%s %s %s'.format([[1, 2], {'a': true}, null]) == '[1, 2] {a: true} null'",
    "'%b %o %x %X %x'.format([5, 8, 255, 255, 'Hi']) == '101 10 ff FF 4869'",
    "'%e'.format([1052.032911275]) == '1.052033e+03' && '%%'.format([]) == '%' && '%d'.format([2u]) == '2'",
    "'%s'.format([duration('90s')]) == '90s' && '%s'.format([timestamp('2024-01-01T00:00:00Z')]) == '2024-01-01T00:00:00Z' && '%s'.format([type(1)]) == 'int'",
  ],
  'regular expressions': [
    "'abc 123'.find('[0-9]*$') == '123' && 'abc'.find('[0-9]+') == ''",
    "'123 abc 456'.findAll('[0-9]+') == ['123', '456'] && '123 abc 456'.findAll('[0-9]+', 1) == ['123'] && '123'.findAll('z') == []",
    "'foobar'.matches('foo.*') && matches('foobar', '^foobar$') && !'foobar'.matches('^o')",
  ],
  "Kubernetes' lists": [
    "['a', 'b'].isSorted() && ![2, 1].isSorted() && [].isSorted()",
    "[1, 3].sum() == 4 && [1.0, 2.5].sum() == 3.5 && [duration('1s'), duration('2s')].sum() == duration('3s')",
    "[1, 3].max() == 3 && ['a', 'b'].min() == 'a'",
    "[1, 2, 2, 3].indexOf(2) == 1 && ['a', 'b', 'b', 'c'].lastIndexOf('b') == 2 && [1.0].indexOf(2.0) == -1",
  ],
  lists: [
    '[1, 2, 3, 4].slice(1, 3) == [2, 3] && [[1, 2], [3]].flatten() == [1, 2, 3] && [dyn(1), dyn([2, 3])].flatten(2) == [1, 2, 3]',
    '[3, 1, 2].sort() == [1, 2, 3] && ["b", "a"].sort() == ["a", "b"] && [1, 2].reverse() == [2, 1] && [1, 2, 1].distinct() == [1, 2]',
    "[{'n': 2}, {'n': 1}].sortBy(e, e.n) == [{'n': 1}, {'n': 2}] && lists.range(3) == [0, 1, 2] && lists.range(0) == []",
    '[1, 2].first().value() == 1 && [1, 2].last() == optional.of(2) && [].first() == optional.none()',
  ],
  sets: [
    'sets.contains([1, 2, 3], [2, 3]) && !sets.contains([1], [2]) && sets.contains([], [])',
    'sets.equivalent([1, 2, 2], [2, 1]) && !sets.equivalent([1], [1, 2]) && sets.intersects([1, 2], [2]) && !sets.intersects([1], [])',
  ],
  optionals: [
    "optional.of('a').hasValue() && !optional.none().hasValue() && optional.ofNonZeroValue([]) == optional.none()",
    'optional.of(1).orValue(2) == 1 && optional.none().orValue(2) == 2 && optional.of([1]).optFlatMap(l, l.first()).value() == 1',
    'optional.unwrap([optional.of(1), optional.none()]) == [1] && [optional.of(2)].unwrapOpt() == [2]',
    "{'a': 1}[?'a'].value() == 1 && {'a': 1}.?b.optMap(v, v + 1) == optional.none() && {'a': {'b': 2}}.?a.b.value() == 2",
  ],
  URLs: [
    "url('https://user:pw@example.com:80/path%20x/?k1=a&k2=b&k2=c').getScheme() == 'https'",
    "url('https://example.com:80/').getHost() == 'example.com:80' && url('https://example.com:80/').getHostname() == 'example.com' && url('https://[::1]:80/').getHostname() == '::1'",
    "url('https://example.com:80/').getPort() == '80' && url('https://example.com/').getPort() == '' && url('https://example.com/with space/').getEscapedPath() == '/with%20space/'",
    "url('https://example.com/path?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}",
    "isURL('https://example.com') && isURL('/absolute-path') && !isURL('https://a:b/') && !isURL('../relative-path') && !isURL('')",
  ],
  addresses: [
    "isIP('127.0.0.1') && isIP('::1') && !isIP('1.2.3') && !isIP('::ffff:1.2.3.4')",
    "ip('127.0.0.1').family() == 4 && ip('::1').family() == 6 && ip('127.0.0.1').isLoopback() && ip('::').isUnspecified()",
    "ip('169.254.0.1').isLinkLocalUnicast() && ip('fe80::1').isLinkLocalUnicast() && ip('224.0.0.1').isLinkLocalMulticast() && ip('ff02::1').isLinkLocalMulticast()",
    "ip('8.8.8.8').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast() && ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD')",
    "string(ip('2001:DB8:0:0::1')) == '2001:db8::1' && ip('127.0.0.1') == ip('127.0.0.1')",
    "cidr('192.168.0.0/24').containsIP('192.168.0.1') && cidr('192.168.0.0/24').containsIP(ip('192.168.0.1')) && !cidr('192.168.0.0/24').containsIP('192.168.1.1')",
    "cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24') && cidr('192.168.0.0/24').prefixLength() == 24 && cidr('192.168.0.7/24').masked() == cidr('192.168.0.0/24')",
    "string(cidr('192.168.0.7/24')) == '192.168.0.7/24' && cidr('10.0.0.1/8').ip() == ip('10.0.0.1') && isCIDR('::1/128') && !isCIDR('10.0.0.0')",
  ],
  quantities: [
    "quantity('1Gi').isGreaterThan(quantity('500Mi')) && quantity('50k').isLessThan(quantity('100k')) && quantity('1000m') == quantity('1')",
    "quantity('50000000G').isInteger() && quantity('50k').asInteger() == 50000 && !quantity('1.5').isInteger() && quantity('50.5').asApproximateFloat() == 50.5",
    "quantity('50k').add(quantity('20k')) == quantity('70k') && quantity('50k').sub(20000) == quantity('30k') && quantity('-1').sign() == -1",
    "quantity('200M').compareTo(quantity('0.2G')) == 0 && quantity('50M').compareTo(quantity('50Mi')) == -1 && isQuantity('20') && !isQuantity('three')",
  ],
  versions: [
    "semver('1.2.3').major() == 1 && semver('1.2.3').minor() == 2 && semver('1.2.3').patch() == 3 && isSemver('1.0.0-rc.1+b') && !isSemver('1.0')",
    "semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0').isGreaterThan(semver('1.0.0-rc.1')) && semver('1.0.0-a.1').compareTo(semver('1.0.0-a.b')) == -1",
    "isSemver('v1.0', true) && semver('v01.2', true) == semver('1.2.0') && !isSemver('v1.0.0')",
  ],
  formats: [
    "!format.dns1123Label().validate('my-label').hasValue() && format.dns1123Label().validate('My').hasValue()",
    "format.named('uuid').hasValue() && !format.named('nope').hasValue() && !format.uuid().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()",
    "format.byte().validate('!').value() == ['invalid base64'] && !format.date().validate('2021-01-01').hasValue() && !format.datetime().validate('2021-01-01T00:00:00Z').hasValue()",
    "!format.dns1123LabelPrefix().validate('my-').hasValue() && format.labelValue().validate('a b').hasValue() && format.uri().validate('nope').hasValue() && !format.qualifiedName().validate('a.b/c').hasValue()",
  ],
  numbers: [
    "string(1e21) == '1e+21' && string(1e-5) == '1e-05' && string(100000.0) == '100000' && string(0.1) == '0.1' && string(-0.5) == '-0.5'",
    'int(3.9) == 3 && int(-3.9) == -3 && uint(3.0) == 3u && double(3) == 3.0 && -9223372036854775808 < 0',
    "int(timestamp('1970-01-01T00:00:10Z')) == 10 && timestamp(10) == timestamp('1970-01-01T00:00:10Z')",
  ],
  times: [
    "timestamp('2023-12-25T00:00:00.5-08:00').getHours() == 8 && timestamp('2023-12-25T00:00:00Z').getDayOfWeek() == 1 && timestamp('2023-02-01T00:00:00Z').getDayOfYear() == 31",
    "timestamp('2023-12-25T00:00:00Z').getDayOfMonth() == 24 && timestamp('2023-12-25T00:00:00Z').getDate() == 25 && timestamp('2023-12-25T10:20:30.123Z').getMilliseconds() == 123",
    "timestamp('2023-12-25T00:30:00Z').getDate('-01:00') == 24 && timestamp('2023-12-25T10:20:30Z').getMinutes() == 20 && timestamp('2023-12-25T10:20:30Z').getSeconds() == 30",
    "duration('3730s').getHours() == 1 && duration('3730s').getMinutes() == 62 && duration('1.5s').getMilliseconds() == 1500 && duration('-1m') < duration('0s')",
  ],
};

describe.each(Object.entries(HOLDS))('%s', (_, expressions) => {
  test.each(expressions.map((text) => [text]))('%s', (text) => {
    expect(evaluate(text)).toBe(true);
  });
});

describe('errors', () => {
  test.each([
    ["'a'.charAt(5)", 'index out of range: 5'],
    ["'a'.substring(3)", 'index out of range: 3'],
    ['[].min() == 1', 'min called on empty list'],
    ["quantity('x')", 'quantities must match the regular expression'],
    ["quantity('1.5').asInteger()", 'cannot convert value to integer'],
    ["url('nope')", 'URL parse error during conversion from string: parse "nope": invalid URI for request'],
    ["ip('nope')", 'IP Address "nope" parse error during conversion from string: ParseAddr("nope"): unable to parse IP'],
    ["cidr('1.2.3.4')", 'network address parse error during conversion from string: netip.ParsePrefix("1.2.3.4"): no \'/\''],
    ["semver('1')", 'No Major.Minor.Patch elements found'],
    ["'%d'.format([dyn('a')])", 'error during formatting: decimal clause can only be used on integers, was given string'],
    ["string('%s').format([])", 'index 0 out of range'],
    ['lists.range(10000000)', 'operation cancelled: actual cost limit exceeded'],
    ["'a'.matches(string(x) + '(')", 'error parsing regexp: missing closing ): `'],
    ["timestamp(string(x) + 'a')", 'type conversion error'],
  ])('%s', (text, message) => {
    const variables = { x: DYN };
    expect(() => compile(text, { variables }).evaluate(() => '')).toThrow(message);
  });
});

test('the authorizer asks for what the chain of calls says', () => {
  const asked: AccessQuestion[] = [];
  const authorizer = new Authorizer({ username: 'me' }, (question) => {
    asked.push(question);
    return { allowed: question.verb === 'get', reason: 'because' };
  });
  const variables = {
    authorizer: opaque('kubernetes.authorization.Authorizer'),
    'authorizer.requestResource': opaque('kubernetes.authorization.ResourceCheck'),
  };
  const values: Record<string, Value> = {
    authorizer,
    'authorizer.requestResource': new ResourceCheck(authorizer, { group: '', version: 'v1', resource: 'pods', namespace: 'n', name: 'p' }),
  };
  const holds = (text: string): Value => compile(text, { variables }).evaluate((name) => values[name]);
  expect(
    holds("authorizer.group('apps').resource('deployments').subresource('status').namespace('a').name('b').check('create').allowed()"),
  ).toBe(false);
  expect(holds("authorizer.path('/healthz').check('get').allowed()")).toBe(true);
  expect(holds("authorizer.requestResource.check('delete').reason()")).toBe('because');
  expect(holds("authorizer.serviceAccount('ns', 'sa').group('').resource('pods').check('get').errored()")).toBe(false);
  expect(asked).toEqual([
    {
      user: { username: 'me' },
      verb: 'create',
      group: 'apps',
      version: '*',
      resource: 'deployments',
      subresource: 'status',
      namespace: 'a',
      name: 'b',
    },
    { user: { username: 'me' }, verb: 'get', path: '/healthz' },
    { user: { username: 'me' }, verb: 'delete', group: '', version: 'v1', resource: 'pods', namespace: 'n', name: 'p' },
    expect.objectContaining({
      user: {
        username: 'system:serviceaccount:ns:sa',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:ns', 'system:authenticated'],
      },
    }),
  ]);
});
