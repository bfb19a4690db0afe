import { X509Certificate, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { UserInfo } from '../../../src/api/client.ts';
import type { KubeObject } from '../../../src/api/object.ts';
import { StatusError } from '../../../src/api/status.ts';
import { nodeCrypto } from '../../../src/host/crypto.ts';
import { realCluster } from '../../support/real-cluster.ts';

const RBAC = 'rbac.authorization.k8s.io';

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof StatusError) return error.status.message ?? '';
    throw error;
  }
  return '';
}

describe('tokens of service accounts', () => {
  const server = realCluster();
  const { cluster, apply, post, advance, remove, get } = server;
  const ask = (spec: object, name = 'default'): KubeObject =>
    post('serviceaccounts', name, 'token', { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec });
  const tokenOf = (answer: KubeObject): string => answer['status'].token as string;
  const bearer = (token: string): UserInfo => cluster.identify({ headers: { authorization: `Bearer ${token}` } });
  const claims = (token: string): KubeObject => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

  test('end in time, and with their account', () => {
    const token = tokenOf(ask({ expirationSeconds: 600 }));
    expect(bearer(token)).toMatchObject({
      username: 'system:serviceaccount:default:default',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    });
    advance(599);
    expect(bearer(token).username).toBe('system:serviceaccount:default:default');
    advance(2);
    expect(refusal(() => bearer(token))).toBe('Unauthorized');
    const next = tokenOf(ask({}));
    remove('serviceaccounts', 'default');
    expect(get('serviceaccounts', 'default')).toBeDefined();
    expect(refusal(() => bearer(next))).toBe('Unauthorized');
  });

  test('are for their audience', () => {
    const token = tokenOf(ask({ audiences: ['vault'] }));
    expect(refusal(() => bearer(token))).toBe('Unauthorized');
    const review = (spec: object): unknown =>
      cluster.handle({
        group: 'authentication.k8s.io',
        version: 'v1',
        resource: 'tokenreviews',
        verb: 'create',
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', metadata: {}, spec },
      }).body['status'];
    expect(review({ token })).toEqual({ user: {}, error: 'invalid bearer token' });
    expect(review({ token, audiences: ['x', 'vault'] })).toMatchObject({
      authenticated: true,
      audiences: ['vault'],
      user: { username: 'system:serviceaccount:default:default' },
    });
  });

  test('go with what they are bound to', () => {
    const pod = { metadata: { name: 'p' }, spec: { nodeName: 'kubesim-worker', containers: [{ name: 'c', image: 'nginx:1.27' }] } };
    apply({ apiVersion: 'v1', kind: 'Pod', ...pod });
    const token = tokenOf(ask({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } }));
    expect(bearer(token).extra).toMatchObject({
      'authentication.kubernetes.io/pod-name': ['p'],
      'authentication.kubernetes.io/node-name': ['kubesim-worker'],
    });
    const answer = ask({ expirationSeconds: 3607, boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } });
    const { exp, iat, 'kubernetes.io': own } = claims(tokenOf(answer));
    expect([exp - iat, own.warnafter - iat]).toEqual([365 * 86_400, 3607]);
    expect(Date.parse(answer['status'].expirationTimestamp)).toBe((iat + 3607) * 1000);
    remove('pods', 'p', { gracePeriodSeconds: 0 });
    advance(61);
    expect(refusal(() => bearer(token))).toBe('Unauthorized');
  });

  test.each([
    [
      { expirationSeconds: 599 },
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
    ],
    [
      { expirationSeconds: 2 ** 33 },
      `TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: ${2 ** 33}: may not specify a duration larger than 2^32 seconds`,
    ],
    [{ boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 'x' } }, 'secrets "x" not found'],
    [{ boundObjectRef: { kind: 'ConfigMap', apiVersion: 'v1', name: 'x' } }, 'cannot bind token to object of type /v1, Kind=ConfigMap'],
    [
      { boundObjectRef: { kind: 'Node', apiVersion: 'v1', name: 'kubesim-worker', uid: 'u' } },
      'Operation cannot be fulfilled on Node "kubesim-worker": the UID in the bound object reference (u) does not match the UID in record. The object might have been deleted and then recreated',
    ],
  ])('%j: %s', (spec, message) => {
    expect(refusal(() => ask(spec))).toBe(message);
  });

  test('fill Secrets that ask for them', () => {
    const annotations = { 'kubernetes.io/service-account.name': 'default' };
    const secret = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token' };
    apply({ ...secret, metadata: { name: 's', annotations } });
    const { data } = get<{ data: Record<string, string> }>('secrets', 's')!;
    expect(Object.keys(data).sort()).toEqual(['ca.crt', 'namespace', 'token']);
    expect(atob(data['ca.crt']!)).toBe(cluster.pki.authority().certificate);
    expect(bearer(atob(data['token']!)).username).toBe('system:serviceaccount:default:default');
    remove('secrets', 's');
    expect(refusal(() => bearer(atob(data['token']!)))).toBe('Unauthorized');
    apply({ ...secret, metadata: { name: 'nobody', annotations: { 'kubernetes.io/service-account.name': 'nobody' } } });
    expect(get('secrets', 'nobody')).toBeUndefined();
  });
});

describe('certificate requests', () => {
  const server = realCluster();
  const { cluster, apply, get, advance } = server;
  const REQUEST =
    'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIVk1INENBUUF3SERFTU1Bb0dBMVVFQ2d3RFpHVjJNUXd3Q2dZRFZRUUREQU5oYm00d1dUQVRCZ2NxaGtqTwpQUUlCQmdncWhrak9QUU1CQndOQ0FBVDlLVTR0OTZiOHdBT0NIMlVvVHZmaHE5TnlNRWVxYjdUSDZuaW40bkhhCkE5blJYa3pkV2Z0TVg1OGRWcTVqQXFGaENZSWJsNGloeXhuZ0YxRitmaDVPb0FBd0NnWUlLb1pJemowRUF3SUQKUndBd1JBSWdOQ2ViS0FJQm9zK0dEOVRKZ0JJRnJNOUlkS1RrY0sxb0dya2VBa1l0VnhrQ0lEcjVxajRJVnBVTgpCSDZyT1g3OHNrcnNoVlcyeVpxelVudmF2dlNkakpFUwotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K';
  const request = (name: string, spec: object): KubeObject =>
    ({
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name },
      spec: { request: REQUEST, ...spec },
    }) as never;
  const approve = (name: string, user?: UserInfo): void => {
    const current = get<KubeObject>('certificatesigningrequests.certificates.k8s.io', name)!;
    const condition = { type: 'Approved', status: 'True', reason: 'x', message: 'y' };
    const address = { group: 'certificates.k8s.io', version: 'v1', resource: 'certificatesigningrequests', name, subresource: 'approval' };
    cluster.handle({ ...address, verb: 'update', body: { ...current, status: { conditions: [condition] } }, ...(user ? { user } : {}) });
  };
  const statusOf = (name: string): KubeObject => get<KubeObject>('certificatesigningrequests.certificates.k8s.io', name)?.['status'];

  test('are signed once approved, and the certificate says who one is', () => {
    apply(request('ann', { signerName: 'kubernetes.io/kube-apiserver-client', expirationSeconds: 3600, usages: ['client auth'] }));
    expect(statusOf('ann')).toEqual({});
    approve('ann');
    const pem = atob(statusOf('ann')['certificate'] as string);
    const facts = nodeCrypto().verifyCertificate(pem, cluster.pki.authority().certificate)!;
    expect(facts).toMatchObject({ commonName: 'ann', organizations: ['dev'], notAfter: cluster.now() + 3_600_000 });
    expect(new X509Certificate(pem).keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(cluster.identify({ headers: {}, certificate: facts }).groups).toEqual(['dev', 'system:authenticated']);
    advance(3601);
    expect(get('certificatesigningrequests.certificates.k8s.io', 'ann')).toBeUndefined();
  });

  test('for other signers stay, wrong ones fail', () => {
    apply(
      request('custom', { signerName: 'example.com/x', usages: ['client auth'] }),
      request('wrong', { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['server auth'] }),
      request('serving', { signerName: 'kubernetes.io/kubelet-serving', usages: ['digital signature', 'server auth'] }),
    );
    for (const name of ['custom', 'wrong', 'serving']) approve(name);
    expect(statusOf('custom')['certificate']).toBeUndefined();
    expect(statusOf('wrong')['conditions'][1]).toMatchObject({
      type: 'Failed',
      reason: 'SignerValidationFailure',
      message: 'invalid usage for client certificate: server auth',
    });
    expect(statusOf('serving')['conditions'][1]).toMatchObject({ message: 'subject organization is not system:nodes' });
  });

  test('are approved by those who may for the signer', () => {
    const update = { apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests/approval'], verbs: ['update'] };
    const forDomain = { apiGroups: ['certificates.k8s.io'], resources: ['signers'], resourceNames: ['example.com/*'], verbs: ['approve'] };
    apply(
      { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name: 'approver' }, rules: [update, forDomain] },
      {
        apiVersion: `${RBAC}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'approvers' },
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'approver' },
        subjects: [{ kind: 'User', name: 'ann', apiGroup: RBAC }],
      },
      request('ours', { signerName: 'example.com/y', usages: ['client auth'] }),
      request('theirs', { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] }),
    );
    const ann = { username: 'ann', groups: ['system:authenticated'] };
    expect(refusal(() => approve('ours', ann))).toBe('');
    expect(refusal(() => approve('theirs', ann))).toBe(
      'certificatesigningrequests.certificates.k8s.io "theirs" is forbidden: user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"',
    );
  });

  test('must be signed by their own key', () => {
    const broken = btoa(atob(REQUEST).replace('MIHVMH4', 'MIHVMH5'));
    expect(refusal(() => apply(request('forged', { request: broken, signerName: 'example.com/y', usages: ['client auth'] })))).toContain(
      'is invalid: spec.request: Invalid value: ',
    );
  });
});

describe('roles', () => {
  test('of a fresh cluster are gathered as they are, and gather what is added', () => {
    const { apply, get, patch } = realCluster();
    const version = (): string | undefined => get<KubeObject>(`clusterroles.${RBAC}`, 'view')?.metadata.resourceVersion;
    const before = version();
    const rules = [{ apiGroups: ['x.io'], resources: ['things'], verbs: ['get'] }];
    apply({ apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name: 'things' }, rules });
    expect(version()).toBe(before);
    patch(`clusterroles.${RBAC}`, 'things', { metadata: { labels: { [`${RBAC}/aggregate-to-view`]: 'true' } } });
    expect(get<KubeObject>(`clusterroles.${RBAC}`, 'view')?.['rules']).toContainEqual(rules[0]);
    expect(get<KubeObject>(`clusterroles.${RBAC}`, 'admin')?.['rules']).toContainEqual(rules[0]);
  });
});

describe('others', () => {
  test('learn from the server how to check tokens', () => {
    const { cluster, post } = realCluster();
    const read = (target: string): KubeObject => {
      const answer = cluster.wire({
        method: 'GET',
        target,
        headers: {},
        trusted: { username: 'system:serviceaccount:a:b', groups: ['system:serviceaccounts'] },
      });
      return answer.kind === 'whole' ? (JSON.parse(answer.body) as KubeObject) : ({} as KubeObject);
    };
    const { issuer, jwks_uri: uri } = read('/.well-known/openid-configuration');
    expect(issuer).toBe('https://kubernetes.default.svc.cluster.local');
    const { keys } = read(new URL(uri as string).pathname) as unknown as { keys: object[] };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec: {} };
    const [head, claims, signature] = (post('serviceaccounts', 'default', 'token', body)['status'].token as string).split('.');
    const key = createPublicKey({ key: keys[0] as never, format: 'jwk' });
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature!, 'base64url'))).toBe(true);
  });
});
