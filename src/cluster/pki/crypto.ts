/** Distinguished names as Kubernetes reads them: who (CN) and what groups (O). */
export interface Subject {
  commonName: string;
  organizations: readonly string[];
}

/** Whom a certificate is for, besides its subject. */
export interface AlternativeNames {
  dnsNames?: readonly string[];
  ipAddresses?: readonly string[];
  emailAddresses?: readonly string[];
  uris?: readonly string[];
}

/** A certificate and the private key that goes with it, both PEM. */
export interface KeyPair {
  certificate: string;
  key: string;
}

export interface CertificateTemplate {
  /** Subject, key and alternative names come from this request (PEM) or are given one by one. */
  from: { request: string } | ({ subject: Subject; key: string } & AlternativeNames);
  /** Who signs; absent: the certificate's own key. */
  issuer?: KeyPair;
  /** May sign other certificates. */
  authority?: boolean;
  /** Kubernetes' names of key usages: `digital signature`, `server auth`. */
  usages: readonly string[];
  /** Milliseconds since the epoch. */
  notBefore: number;
  notAfter: number;
}

export interface CertificateFacts extends Subject {
  notBefore: number;
  notAfter: number;
  /** SHA-256 of the whole certificate, lower-case hexadecimal digits. */
  fingerprint: string;
}

export interface CertificateRequestFacts extends Subject {
  dnsNames: readonly string[];
  ipAddresses: readonly string[];
  emailAddresses: readonly string[];
  uris: readonly string[];
}

export interface VerifiedToken {
  claims: Readonly<Record<string, unknown>>;
  keyId: string;
}

/**
 * What the cluster needs of cryptography and cannot do itself. Synchronous. Keys and certificates are PEM texts. What cannot be
 * read throws an Error whose message says why in Go's words.
 */
export interface ClusterCrypto {
  /** A new private key (PKCS #8): RSA of 2048 bits, or P-256. */
  newKey(type: 'rsa' | 'ec'): string;
  /** The first bytes of a text's SHA-256, in Base64. */
  digest(text: string, bytes: number): string;
  /** Random hexadecimal digits, two for each byte. */
  randomHex(bytes: number): string;
  issueCertificate(template: CertificateTemplate): string;
  /** The subject and the dates of a certificate that `authority` has signed; undefined when it has not. */
  verifyCertificate(certificate: string, authority: string): CertificateFacts | undefined;
  /** Reads a certificate request and checks that its own key signed it. */
  readRequest(request: string): CertificateRequestFacts;
  /** A JSON Web Token with these claims, signed with RS256. */
  signToken(claims: object, key: string): string;
  /** Undefined for everything that is no token of this key. Dates are not looked at. */
  verifyToken(token: string, key: string): VerifiedToken | undefined;
  /** The public half of a key as a JSON Web Key for tokens. */
  tokenKey(key: string): Readonly<Record<string, string>>;
}
