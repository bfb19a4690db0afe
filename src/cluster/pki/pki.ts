import type { Memory } from '../sim/actor.ts';
import type { AlternativeNames, CertificateTemplate, ClusterCrypto, KeyPair, Subject } from './crypto.ts';

/** The name under which keys are kept in the state, beside the actors' notes. */
export const PKI = 'pki';

const DAY = 86_400_000;
/** What kubeadm gives its authority and its certificates. */
const AUTHORITY_DAYS = 3650;
const CERTIFICATE_DAYS = 365;
/** Clients judge by their own clocks, and simulated time may be ahead of them. */
const BACK_DATED_DAYS = 365;

export interface NewClientCertificate {
  subject: Subject;
  /** How long it is good (ms); one year if not given. */
  lifetime?: number;
  /** From when (ms since the epoch); the cluster's time if not given. */
  from?: number;
}

/**
 * The keys of a cluster: its certificate authority, the key that signs tokens of service accounts, and the administrator's token.
 * Each is made when it is first asked for, from true randomness, and kept from then on.
 */
export class Pki {
  readonly #memory: Memory;
  readonly #crypto: () => ClusterCrypto;
  readonly #now: () => number;
  readonly #authorityMade: (certificate: string) => void;

  constructor(parts: { memory: Memory; crypto(): ClusterCrypto; now(): number; authorityMade(certificate: string): void }) {
    this.#memory = parts.memory;
    this.#crypto = parts.crypto;
    this.#now = parts.now;
    this.#authorityMade = parts.authorityMade;
  }

  get cryptography(): ClusterCrypto {
    return this.#crypto();
  }

  /** The certificate authority: signs serving and client certificates, and requests. */
  authority(): KeyPair {
    return this.#kept('authority', () => {
      const key = this.cryptography.newKey('rsa');
      const certificate = this.cryptography.issueCertificate({
        from: { subject: { commonName: 'kubernetes', organizations: [] }, key, dnsNames: ['kubernetes'] },
        authority: true,
        usages: ['digital signature', 'key encipherment', 'cert sign'],
        notBefore: this.#now() - BACK_DATED_DAYS * DAY,
        notAfter: this.#now() + AUTHORITY_DAYS * DAY,
      });
      this.#authorityMade(certificate);
      return { certificate, key };
    });
  }

  /** What signs the tokens of service accounts (RSA, PEM). */
  tokenKey(): string {
    return this.#kept('service-account-key', () => this.cryptography.newKey('rsa'));
  }

  /** The bearer token of the administrator. */
  adminToken(): string {
    return this.#kept('admin-token', () => this.cryptography.randomHex(32));
  }

  /** The token if there has been any need for one. */
  knownAdminToken(): string | undefined {
    return this.#memory.get<string>('admin-token');
  }

  hasAuthority(): boolean {
    return this.#memory.get('authority') !== undefined;
  }

  hasTokenKey(): boolean {
    return this.#memory.get('service-account-key') !== undefined;
  }

  /** A serving certificate of the API server for these names, and its new key. `from`: when it begins to be good (ms since the epoch). */
  servingCertificate(names: AlternativeNames, from = this.#now()): KeyPair {
    return this.#issue({ commonName: 'kube-apiserver', organizations: [] }, names, ['server auth'], from, CERTIFICATE_DAYS * DAY);
  }

  /** A client certificate and its new key: who has it is this user, in the groups of its organizations. */
  clientCertificate({ subject, lifetime = CERTIFICATE_DAYS * DAY, from = this.#now() }: NewClientCertificate): KeyPair {
    return this.#issue(subject, {}, ['client auth'], from, lifetime);
  }

  /** Signs a certificate request (PEM). */
  sign(request: string, usages: readonly string[], lifetime: { notBefore: number; notAfter: number }): string {
    const issuer = this.authority();
    return this.cryptography.issueCertificate({ from: { request }, issuer, usages, ...lifetime });
  }

  #issue(subject: Subject, names: AlternativeNames, usages: readonly string[], from: number, lifetime: number): KeyPair {
    const key = this.cryptography.newKey('ec');
    const template: CertificateTemplate = {
      from: { subject, key, ...names },
      issuer: this.authority(),
      usages: ['digital signature', 'key encipherment', ...usages],
      // Clocks differ by a little.
      notBefore: from - 5 * 60_000,
      notAfter: from + lifetime,
    };
    return { certificate: this.cryptography.issueCertificate(template), key };
  }

  #kept<T>(name: string, make: () => T): T {
    const known = this.#memory.get<T>(name);
    if (known !== undefined) return known;
    const made = make();
    this.#memory.set(name, made);
    return made;
  }
}
