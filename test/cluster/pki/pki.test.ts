import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ConfigMap } from '../../../src/api/types.ts';
import { openCluster } from '../../../src/cluster/open.ts';
import { nodeCrypto } from '../../../src/host/crypto.ts';
import { realCluster } from '../../support/real-cluster.ts';

const YEAR = 365 * 86_400_000;

describe('the keys of a cluster', () => {
  test('are made on first need, kept in the state and published', () => {
    const { cluster, advance, get } = realCluster();
    expect(cluster.pki.hasAuthority()).toBe(false);
    const random = cluster.image().header.random;
    const { certificate } = cluster.pki.authority();
    expect(cluster.image().header.random).toBe(random);
    advance(0);
    expect(get<ConfigMap>('configmaps', 'kube-root-ca.crt', 'kube-system')?.data).toEqual({ 'ca.crt': certificate });
    const again = openCluster(cluster.image(), { images: () => [], bootObjects: () => [], crypto: nodeCrypto });
    expect(again.pki.authority().certificate).toBe(certificate);
    expect(again.pki.adminToken()).toMatch(/^[0-9a-f]{64}$/);
    expect(again.pki.adminToken()).toBe(again.pki.adminToken());
  });

  test('issue certificates that the authority vouches for', () => {
    const { cluster } = realCluster();
    const authority = new X509Certificate(cluster.pki.authority().certificate);
    expect(authority.ca).toBe(true);
    expect(authority.checkIssued(authority) && authority.verify(authority.publicKey)).toBe(true);

    const serving = new X509Certificate(
      cluster.pki.servingCertificate({ dnsNames: ['localhost', 'kubernetes.default'], ipAddresses: ['127.0.0.1', '::1'] }).certificate,
    );
    expect(serving.verify(authority.publicKey)).toBe(true);
    expect(serving.checkHost('localhost')).toBe('localhost');
    expect(serving.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(serving.checkIP('::1')).toBe('::1');
    expect(serving.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);

    const from = Date.UTC(2030, 0, 1);
    const { certificate } = cluster.pki.clientCertificate({ subject: { commonName: 'ann', organizations: ['dev', 'ops'] }, from });
    const facts = nodeCrypto().verifyCertificate(certificate, cluster.pki.authority().certificate);
    expect(facts).toMatchObject({ commonName: 'ann', organizations: ['dev', 'ops'], notAfter: from + YEAR });
    const other = realCluster().cluster.pki.authority().certificate;
    expect(nodeCrypto().verifyCertificate(certificate, other)).toBeUndefined();
  });
});
