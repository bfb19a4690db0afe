import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Client } from '../../src/api/client.ts';
import { tellError } from '../../src/kubectl/errors.ts';
import { connect } from '../../src/host/connect.ts';
import type { ConnectOptions } from '../../src/kubectl/runtime.ts';

const env = { KUBESIM_HOME: mkdtempSync(join(tmpdir(), 'kubesim-credentials-')), KUBESIM_BARE: '1' };

async function as<T>(options: Partial<ConnectOptions>, use: (client: Client) => Promise<T>): Promise<T> {
  const { client } = await connect({ ...options, env, cwd: '/' });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

const token = (client: Client): Promise<string> =>
  client
    .request({
      group: '',
      version: 'v1',
      resource: 'serviceaccounts',
      namespace: 'default',
      name: 'default',
      subresource: 'token',
      verb: 'create',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec: {} },
    })
    .then(({ body }) => (body['status'] as { token: string }).token);

const who = (client: Client): Promise<unknown> =>
  client
    .request({
      group: 'authentication.k8s.io',
      version: 'v1',
      resource: 'selfsubjectreviews',
      verb: 'create',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} },
    })
    .then(({ body }) => (body['status'] as { userInfo: { username: string } }).userInfo.username);

const refusal = async (options: Partial<ConnectOptions>): Promise<string> => {
  try {
    await as(options, (client) => client.raw('GET', '/api/v1/secrets'));
    return '';
  } catch (error) {
    return tellError(error, 'kubectl').text;
  }
};

describe('on a cluster in a file', () => {
  test('one is its administrator, the bearer of a token, or whom one acts as', async () => {
    expect(await as({}, who)).toBe('kubernetes-admin');
    const bearer = { token: await as({}, token) };
    expect(await as(bearer, who)).toBe('system:serviceaccount:default:default');
    expect(await as({ as: 'ann' }, who)).toBe('ann');
    expect(await refusal({ token: 'x' })).toBe('error: You must be logged in to the server (Unauthorized)\n');
    expect(await refusal({ ...bearer, as: 'ann' })).toContain('cannot impersonate resource "users"');
    expect(await refusal({ as: 'ann' })).toBe(
      'Error from server (Forbidden): secrets is forbidden: User "ann" cannot list resource "secrets" in API group "" at the cluster scope\n',
    );
    expect(await refusal({})).toBe('');
  });
});
