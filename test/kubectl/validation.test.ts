import { describe, expect, it } from 'vitest';
import { manifestCheck, parseValidation } from '../../src/kubectl/validation.ts';

describe('--validate', () => {
  it.each([
    ['strict', 'Strict'],
    ['true', 'Strict'],
    ['warn', 'Warn'],
    ['ignore', 'Ignore'],
    ['false', 'Ignore'],
  ])('%s', (value, validation) => {
    expect(parseValidation(value)).toBe(validation);
  });

  it('knows no other words', () => {
    expect(() => parseValidation('maybe')).toThrow('"maybe"; must be one of: strict (or true), warn, ignore (or false)');
  });

  it.each([
    ['text', 'invalid object to validate'],
    [{}, '[apiVersion not set, kind not set]'],
    [{ apiVersion: 'v1' }, 'kind not set'],
    [{ apiVersion: 'apps/v1/x', kind: 'Pod' }, 'unexpected GroupVersion string: apps/v1/x'],
    [{ apiVersion: 1, kind: 'Pod' }, "apiVersion isn't string type"],
  ])('%j cannot be looked at', (value, fault) => {
    expect(() => manifestCheck('Strict')?.({ source: 'f.yaml', value })).toThrow(
      `error validating "f.yaml": error validating data: ${fault}; if you choose`,
    );
  });

  it('leaves fields to the server, and everything with ignore', () => {
    expect(() => manifestCheck('Strict')?.({ source: '', value: { apiVersion: 'v1', kind: 'Pod', nonsense: 1 } })).not.toThrow();
    expect(manifestCheck('Ignore')).toBeUndefined();
  });
});
