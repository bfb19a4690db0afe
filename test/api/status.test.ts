import { expect, test } from 'vitest';
import * as fields from '../../src/api/field-error.ts';
import * as status from '../../src/api/status.ts';

const deployments = { group: 'apps', resource: 'deployments' };
const pods = { group: '', resource: 'pods' };

test.each([
  [status.notFound(deployments, 'web'), 404, 'NotFound', 'deployments.apps "web" not found'],
  [status.alreadyExists(pods, 'web'), 409, 'AlreadyExists', 'pods "web" already exists'],
  [status.conflict(pods, 'web', 'why'), 409, 'Conflict', 'Operation cannot be fulfilled on pods "web": why'],
  [status.forbidden(pods, '', 'no'), 403, 'Forbidden', 'pods is forbidden: no'],
  [status.forbidden(pods, 'web', 'no'), 403, 'Forbidden', 'pods "web" is forbidden: no'],
  [status.badRequest('bad'), 400, 'BadRequest', 'bad'],
  [status.unauthorized(), 401, 'Unauthorized', 'Unauthorized'],
  [status.expired('too old resource version: 1 (5)'), 410, 'Expired', 'too old resource version: 1 (5)'],
  [status.gone('gone'), 410, 'Gone', 'gone'],
  [
    status.methodNotSupported(deployments, 'patch'),
    405,
    'MethodNotAllowed',
    'patch is not supported on resources of kind "deployments.apps"',
  ],
  [status.internalError('x'), 500, 'InternalError', 'Internal error occurred: x'],
  [status.timeout('slow'), 504, 'Timeout', 'Timeout: slow'],
  [
    status.generateNameConflict(pods, 'web-x', 1),
    409,
    'AlreadyExists',
    'pods "web-x" already exists, the server was not able to generate a unique name for the object',
  ],
  [status.applyConflict([], 'Apply failed with 1 conflict'), 409, 'Conflict', 'Apply failed with 1 conflict'],
  [status.serviceUnavailable('later'), 503, 'ServiceUnavailable', 'later'],
  [
    status.serverTimeout(pods, 'list', 2),
    500,
    'ServerTimeout',
    'The list operation against pods could not be completed at this time, please try again.',
  ],
  [status.notAcceptable(['application/json']), 406, 'NotAcceptable', 'only the following media types are accepted: application/json'],
  [status.unprocessable(), 422, 'Invalid', 'the server rejected our request due to an error in our request'],
  [status.requestEntityTooLarge('limit is 3145728'), 413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728'],
] as const)('%s', (error, code, reason, message) => {
  expect(error.status).toMatchObject({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code, reason, message });
});

test('details name what it is about', () => {
  expect(status.notFound(deployments, 'web').status.details).toEqual({ name: 'web', group: 'apps', kind: 'deployments' });
  expect(status.tooManyRequests('wait', 10).status.details).toEqual({ retryAfterSeconds: 10 });
});

test('invalid objects carry every error as a cause', () => {
  const errors = [fields.required('spec.selector'), fields.invalid('spec.replicas', -1, 'must be greater than or equal to 0')];
  const error = status.invalid({ group: 'apps', kind: 'Deployment' }, 'web', errors);
  expect(error.message).toBe(
    'Deployment.apps "web" is invalid: [spec.selector: Required value, spec.replicas: Invalid value: -1: must be greater than or equal to 0]',
  );
  expect(error.status.details).toEqual({
    name: 'web',
    group: 'apps',
    kind: 'Deployment',
    causes: [
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.selector' },
      { reason: 'FieldValueInvalid', message: 'Invalid value: -1: must be greater than or equal to 0', field: 'spec.replicas' },
    ],
  });
});

test('reasons are told from other errors', () => {
  expect(status.hasReason(status.notFound(pods, 'x'), 'Conflict', 'NotFound')).toBe(true);
  expect(status.hasReason(new Error('NotFound'), 'NotFound')).toBe(false);
});
