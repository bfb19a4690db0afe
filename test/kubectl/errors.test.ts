import { describe, expect, test } from 'vitest';
import { StatusError, notFound, serverError, type Status } from '../../src/api/status.ts';
import { UserError } from '../../src/api/user-error.ts';
import { PluginError } from '../../src/kubectl/argv/find-command.ts';
import { FlagError } from '../../src/kubectl/argv/parse.ts';
import { BareError, ErrorList, ExitError, UsageError, tellError, throwAll, withSource } from '../../src/kubectl/errors.ts';

const invalid = (details: Status['details'], message = 'why'): StatusError =>
  new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Invalid', code: 422, message, details });

const unauthorized = new StatusError({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  reason: 'Unauthorized',
  code: 401,
  message: 'Unauthorized',
});
const pods = { group: '', resource: 'pods' };

describe('how errors are told', () => {
  const cases: readonly [name: string, error: unknown, text: string, exitCode?: number][] = [
    ['a refusal of the server', notFound(pods, 'x'), 'Error from server (NotFound): pods "x" not found\n'],
    [
      'one with words before it',
      withSource(notFound(pods, 'x'), 'error when deleting "f.yaml"'),
      'Error from server (NotFound): error when deleting "f.yaml": pods "x" not found\n',
    ],
    ['an object deeper than the stack', new RangeError('Maximum call stack size exceeded'), 'error: an object is nested too deeply\n'],
    ['one without a reason', serverError('no'), 'Error from server: no\n'],
    ['no login', unauthorized, 'error: You must be logged in to the server (Unauthorized)\n'],
    [
      'one cause',
      invalid({ kind: 'Pod', name: 'x', causes: [{ field: 'spec.a', message: 'Required value' }] }),
      'The Pod "x" is invalid: spec.a: Required value\n',
    ],
    [
      'causes, told once each',
      invalid({ kind: 'Pod', name: 'x', causes: ['a', 'b', 'a'].map((field) => ({ field, message: 'no' })) }),
      'The Pod "x" is invalid: \n* a: no\n* b: no\n',
    ],
    ['an invalid object without causes', invalid({ kind: 'Pod', name: 'x' }), 'The Pod "x" is invalid\n'],
    ['an invalid request', invalid({}), 'The request is invalid: why\n'],
    ['an invalid patch', invalid({ causes: [{ field: 'patch', message: 'bad' }] }), 'The request is invalid: patch: bad\n'],
    [
      'a policy',
      invalid({ kind: 'deployments', name: 'web', causes: [{ field: '', message: 'no' }] }),
      'The deployments "web" is invalid: : no\n',
    ],
    ['a user error', new UserError('no such thing'), 'error: no such thing\n'],
    ['a user error with a status', new UserError('differs', { exitCode: 2 }), 'error: differs\n', 2],
    ['a usage error', new UsageError('NAME is required'), "error: NAME is required\nSee 'kubectl run -h' for help and examples\n"],
    ['a flag error', new FlagError('unknown flag: --x'), "error: unknown flag: --x\nSee 'kubectl run --help' for usage.\n"],
    ['a bare message', new BareError('taint "x" not found'), 'taint "x" not found\n'],
    ['a plugin', new PluginError('no'), 'Error: no\n'],
    ['several', new ErrorList([notFound(pods, 'x'), new UserError('no')]), 'Error from server (NotFound): pods "x" not found\nno\n'],
    ['several that are one', new ErrorList([new UserError('no')]), 'error: no\n'],
    ['nothing to say', new ExitError(3), '', 3],
    ['a defect', new TypeError('x is undefined\nmore'), 'kubesim: internal error: TypeError: x is undefined\n'],
    ['a defect among others', new ErrorList([new UserError('no'), new TypeError('x')]), 'kubesim: internal error: TypeError: x\n'],
    ['something that is no error', 7, 'kubesim: internal error: 7\n'],
  ];
  test.each(cases)('%s', (_name, error, text, exitCode = 1) => {
    expect(tellError(error, 'kubectl run')).toMatchObject({ text, exitCode });
  });

  test('throwAll throws what there is', () => {
    expect(() => throwAll([])).not.toThrow();
    const one = new UserError('x');
    expect(() => throwAll([one])).toThrow(one);
    expect(() => throwAll([one, one])).toThrow(ErrorList);
  });
});
