import { describe, expect, test } from 'vitest';
import * as names from '../../src/api/names.ts';

const qualified =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

describe('keys', () => {
  test.each([
    ['app', []],
    ['example.com/My_App.1', []],
    ['-x', [`name part ${qualified}`]],
    ['/x', ['prefix part must be non-empty']],
    ['x/', ['name part must be non-empty', `name part ${qualified}`]],
    ['Example.com/x', [`prefix part ${subdomain}`]],
    ['example.com/a/b', [`a valid label key ${qualified} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]],
    ['a'.repeat(64), ['name part must be no more than 63 bytes']],
  ])('%s', (key, messages) => {
    expect(names.checkQualifiedName(key)).toEqual(messages);
  });
});

describe('simple rules', () => {
  test.each<[string, names.TextCheck, string, boolean]>([
    ['label', names.checkDnsLabel, 'my-name', true],
    ['label', names.checkDnsLabel, 'my.name', false],
    ['label', names.checkDnsLabel, '9x', true],
    ['label of 64', names.checkDnsLabel, 'a'.repeat(64), false],
    ['subdomain', names.checkDnsSubdomain, 'my.name', true],
    ['subdomain', names.checkDnsSubdomain, 'My', false],
    ['subdomain', names.checkDnsSubdomain, 'a..b', false],
    ['1035', names.checkDns1035Label, '9x', false],
    ['1035', names.checkDns1035Label, 'x9', true],
    ['wildcard', names.checkWildcardSubdomain, '*.example.com', true],
    ['wildcard', names.checkWildcardSubdomain, '*.*.com', false],
    ['value', names.checkLabelValue, '', true],
    ['value', names.checkLabelValue, 'a b', false],
    ['value', names.checkLabelValue, 'a\n', false],
    ['value', names.checkLabelValue, 'é', false],
    ['path', names.checkPathSegment, 'system:node', true],
    ['path', names.checkPathSegment, 'a/b', false],
    ['path', names.checkPathSegment, '..', false],
    ['config key', names.checkConfigKey, 'app.properties', true],
    ['config key', names.checkConfigKey, '..data', false],
    ['config key', names.checkConfigKey, 'bad key', false],
    ['environment', names.checkEnvironmentName, 'MY.VAR-1 x', true],
    ['environment', names.checkEnvironmentName, 'A=B', false],
    ['strict environment', names.checkStrictEnvironmentName, '1A', false],
    ['port name', names.checkPortName, 'http-2', true],
    ['port name', names.checkPortName, 'a--b', false],
    ['percent', names.checkPercent, '50%', true],
    ['percent', names.checkPercent, '50', false],
    ['header', names.checkHttpHeaderName, 'X-Header', true],
    ['C identifier', names.checkCIdentifier, '_x1', true],
    ['domain', names.checkFullyQualifiedName, 'example', false],
    ['domain', names.checkFullyQualifiedName, 'example.com', true],
    ['domain path', names.checkDomainPrefixedPath, 'acme.io/foo', true],
    ['domain path', names.checkDomainPrefixedPath, 'acme.io', false],
  ])('%s: %s', (_rule, check, text, fine) => {
    expect(check(text).length === 0).toBe(fine);
  });

  test('a port name tells all that is wrong', () => {
    expect(names.checkPortName('UPPER!')).toEqual([
      'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      'must contain at least one letter (a-z)',
    ]);
  });

  test('numbers', () => {
    expect(names.checkPortNumber(70000)).toEqual(['must be between 1 and 65535, inclusive']);
    expect(names.checkPortNumber(80)).toEqual([]);
    expect(names.checkId(-1)).toHaveLength(1);
  });

  test('a name to be lengthened may end in a dash', () => {
    expect(names.maskTrailingDash('web-')).toBe('weba');
    expect(names.maskTrailingDash('-')).toBe('-');
  });
});
