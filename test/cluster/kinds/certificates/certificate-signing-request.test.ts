import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { kindServer } from '../../../support/kind-server.ts';
import { edited } from '../../../support/kinds.ts';
import { realCluster } from '../../../support/real-cluster.ts';

/** CN=ann, O=dev, signed with its own key. */
const pem = `-----BEGIN CERTIFICATE REQUEST-----
MIHWMH4CAQAwHDEMMAoGA1UEAwwDYW5uMQwwCgYDVQQKDANkZXYwWTATBgcqhkjO
PQIBBggqhkjOPQMBBwNCAAS4mKNRMAnZgSbinjQwtq/BgrZUEwcnowWaNMhbYMri
5zngKds0jhpj4/tDonxwutY3IhZmrocvpARIBQ0ysg6RoAAwCgYIKoZIzj0EAwID
SAAwRQIhAILPgCYTsKrXyQmCH9A6YKnUV4mCntMwoH0iwJtoqup7AiABLfFBbAbP
CabAI0BjslCa5yY98ziDT/6+wtJKRuuEEw==
-----END CERTIFICATE REQUEST-----
`;
const request = `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: ann
spec:
  signerName: example.com/clients
  expirationSeconds: 86400
  request: ${btoa(pem)}
  usages: [client auth, digital signature]
`;
const usages =
  '"any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping"';

test.each([
  ['client auth', 'client-auth', `spec.usages[0]: Unsupported value: "client-auth": supported values: ${usages}`],
  ['  signerName: example.com/clients\n', '', 'spec.signerName: Required value'],
  [btoa(pem), 'aGVsbG8=', 'spec.request: Invalid value: "aGVsbG8=": PEM block type must be CERTIFICATE REQUEST'],
  ['86400', '60', 'spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 600 seconds (10 minutes)'],
])('refused: %s → %s', (from, to, message) => {
  const server = kindServer();
  expect(server.refusal(() => server.create(edited(request, [from, to])))).toBe(
    `CertificateSigningRequest.certificates.k8s.io "ann" is invalid: ${message}`,
  );
});

test('the request bears the name of who asks, whatever it says, and stays as it is', () => {
  const server = kindServer();
  const { body } = server.create(edited(request, ['spec:', 'spec:\n  username: somebody']));
  expect(body['spec']).toMatchObject({ username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] });
  expect(server.patch(request, { spec: { username: 'somebody', expirationSeconds: 900 } }).body['spec']).toEqual(body['spec']);
  expect(server.rows(request)).toEqual([['ann', '0s', 'example.com/clients', 'kubernetes-admin', '24h', 'Pending']]);
});

describe('decisions', () => {
  const decided = (type: string, extra: object = {}): object => ({
    status: { conditions: [{ type, status: 'True', reason: 'KubectlApprove', message: 'yes', ...extra }] },
  });
  const decide = (...decisions: object[]): ((conditions: string[]) => void) => {
    const cluster = realCluster();
    cluster.apply(parse(request) as object);
    const target = { group: 'certificates.k8s.io', version: 'v1', resource: 'certificatesigningrequests', name: 'ann' };
    for (const body of decisions) cluster.cluster.handle({ ...target, subresource: 'approval', verb: 'patch', patchType: 'merge', body });
    const stored = cluster.get('certificatesigningrequests.certificates.k8s.io', 'ann', '');
    return (types) => expect((stored?.['status'].conditions as { type: string }[]).map(({ type }) => type)).toEqual(types);
  };

  test('are made through the approval sub-resource', () => {
    decide(decided('Approved'))(['Approved']);
    decide(decided('Denied'))(['Denied']);
  });

  test('are not taken back, nor contradicted', () => {
    expect(() => decide(decided('Approved'), { status: { conditions: [] } })).toThrow(
      'updates may not remove a condition of type "Approved"',
    );
    expect(() => decide(decided('Approved'), decided('Denied'))).toThrow('updates may not remove a condition of type "Approved"');
    expect(() => decide(decided('Approved', { status: 'False' }))).toThrow(
      'status.conditions[0].status: Unsupported value: "False": supported values: "True"',
    );
  });
});
