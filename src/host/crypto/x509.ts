import { createHash, createPublicKey, randomBytes, sign, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import type {
  AlternativeNames,
  CertificateFacts,
  CertificateRequestFacts,
  CertificateTemplate,
  Subject,
} from '../../cluster/pki/crypto.ts';

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAMES = '2.5.29.17';

const KEY_USAGES: Readonly<Record<string, number>> = {
  signing: KeyUsageFlags.digitalSignature,
  'digital signature': KeyUsageFlags.digitalSignature,
  'content commitment': KeyUsageFlags.nonRepudiation,
  'key encipherment': KeyUsageFlags.keyEncipherment,
  'data encipherment': KeyUsageFlags.dataEncipherment,
  'key agreement': KeyUsageFlags.keyAgreement,
  'cert sign': KeyUsageFlags.keyCertSign,
  'crl sign': KeyUsageFlags.cRLSign,
  'encipher only': KeyUsageFlags.encipherOnly,
  'decipher only': KeyUsageFlags.decipherOnly,
};

const EXTENDED_USAGES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

const SIGNATURES: Readonly<Record<string, { algorithm: string; parameters?: ArrayBuffer }>> = {
  rsa: { algorithm: '1.2.840.113549.1.1.11', parameters: new Uint8Array([5, 0]).buffer },
  ec: { algorithm: '1.2.840.10045.4.3.2' },
};

/** What signed a request, by the identifier of the algorithm. */
const HASHES: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
};

export function issueCertificate(template: CertificateTemplate): string {
  const { from, issuer, authority = false, usages, notBefore, notAfter } = template;
  const asked = 'request' in from ? decodeRequest(from.request).certificationRequestInfo : undefined;
  const subject = asked?.subject ?? nameOf((from as { subject: Subject }).subject);
  const publicKey = asked?.subjectPKInfo ?? publicKeyOf((from as { key: string }).key);
  const names = 'request' in from ? readRequest(from.request) : from;
  const signer = issuer ? AsnConvert.parse(der(issuer.certificate), Certificate).tbsCertificate : undefined;
  const signingKey = issuer?.key ?? (from as { key: string }).key;
  const signature = signatureAlgorithm(createPublicKey(signingKey));
  const serial = randomBytes(16);
  // A positive integer in DER has no leading zeros: strict readers refuse the whole certificate otherwise.
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: buffer(serial),
    signature,
    issuer: signer?.subject ?? subject,
    validity: new Validity({ notBefore: new Date(notBefore), notAfter: new Date(notAfter) }),
    subject,
    subjectPublicKeyInfo: publicKey,
    extensions: extensions({ usages, authority, names, publicKey, signerKey: signer?.subjectPublicKeyInfo }),
  });
  const bytes = AsnConvert.serialize(tbs);
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: signature,
    signatureValue: buffer(sign('sha256', Buffer.from(bytes), signingKey)),
  });
  return pem('CERTIFICATE', AsnConvert.serialize(certificate));
}

export function verifyCertificate(certificate: string, authority: string): CertificateFacts | undefined {
  try {
    const own = new X509Certificate(certificate);
    const ca = new X509Certificate(authority);
    if (!own.checkIssued(ca) || !own.verify(ca.publicKey)) return undefined;
    const { subject } = AsnConvert.parse(buffer(own.raw), Certificate).tbsCertificate;
    return {
      ...subjectOf(subject),
      notBefore: Date.parse(own.validFrom),
      notAfter: Date.parse(own.validTo),
      fingerprint: own.fingerprint256.replaceAll(':', '').toLowerCase(),
    };
  } catch {
    return undefined;
  }
}

export function readRequest(request: string): CertificateRequestFacts {
  const decoded = decodeRequest(request);
  const { subject, subjectPKInfo, attributes } = decoded.certificationRequestInfo;
  const key = createPublicKey({ key: Buffer.from(AsnConvert.serialize(subjectPKInfo)), type: 'spki', format: 'der' });
  const { algorithm } = decoded.signatureAlgorithm;
  if (!Object.hasOwn(HASHES, algorithm)) throw new Error('x509: cannot verify signature: algorithm unimplemented');
  const signed = Buffer.from(decoded.certificationRequestInfoRaw ?? AsnConvert.serialize(decoded.certificationRequestInfo));
  if (!verify(HASHES[algorithm], signed, key, Buffer.from(decoded.signature)))
    throw new Error(key.asymmetricKeyType === 'rsa' ? 'crypto/rsa: verification error' : 'x509: ECDSA verification failure');
  const wanted = [...(attributes ?? [])].find(({ type }) => type === EXTENSION_REQUEST)?.values[0];
  const asked = wanted ? [...AsnConvert.parse(wanted, Extensions)].find(({ extnID }) => extnID === ALTERNATIVE_NAMES) : undefined;
  const names = asked ? [...AsnConvert.parse(asked.extnValue.buffer, SubjectAlternativeName)] : [];
  const all = (field: 'dNSName' | 'iPAddress' | 'rfc822Name' | 'uniformResourceIdentifier'): string[] =>
    names.flatMap((name) => (name[field] === undefined ? [] : [name[field]]));
  return {
    ...subjectOf(subject),
    dnsNames: all('dNSName'),
    ipAddresses: all('iPAddress'),
    emailAddresses: all('rfc822Name'),
    uris: all('uniformResourceIdentifier'),
  };
}

function decodeRequest(request: string): CertificationRequest {
  try {
    return AsnConvert.parse(der(request), CertificationRequest);
  } catch {
    throw new Error("asn1: structure error: tags don't match");
  }
}

function extensions(parts: {
  usages: readonly string[];
  authority: boolean;
  names: AlternativeNames;
  publicKey: SubjectPublicKeyInfo;
  signerKey: SubjectPublicKeyInfo | undefined;
}): Extensions {
  const { usages, authority, names, publicKey, signerKey } = parts;
  const flags = usages.reduce((sum, usage) => sum | (KEY_USAGES[usage] ?? 0), 0);
  const extended = usages.flatMap((usage) => EXTENDED_USAGES[usage] ?? []);
  const alternatives = generalNames(names);
  const extension = (extnID: string, critical: boolean, value: unknown): Extension =>
    new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
  return new Extensions([
    ...(flags ? [extension('2.5.29.15', true, new KeyUsage(flags))] : []),
    ...(extended.length > 0 ? [extension('2.5.29.37', false, new ExtendedKeyUsage(extended))] : []),
    extension('2.5.29.19', true, new BasicConstraints(authority ? { cA: true } : {})),
    ...(authority ? [extension('2.5.29.14', false, new SubjectKeyIdentifier(keyIdentifier(publicKey)))] : []),
    ...(signerKey
      ? [extension('2.5.29.35', false, new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(signerKey)) }))]
      : []),
    ...(alternatives.length > 0 ? [extension(ALTERNATIVE_NAMES, false, new SubjectAlternativeName(alternatives))] : []),
  ]);
}

function generalNames({ dnsNames = [], ipAddresses = [], emailAddresses = [], uris = [] }: AlternativeNames): GeneralName[] {
  return [
    ...dnsNames.map((dNSName) => new GeneralName({ dNSName })),
    ...emailAddresses.map((rfc822Name) => new GeneralName({ rfc822Name })),
    ...ipAddresses.map((iPAddress) => new GeneralName({ iPAddress })),
    ...uris.map((uniformResourceIdentifier) => new GeneralName({ uniformResourceIdentifier })),
  ];
}

function keyIdentifier(key: SubjectPublicKeyInfo): ArrayBuffer {
  return buffer(createHash('sha1').update(Buffer.from(key.subjectPublicKey)).digest());
}

/** As Go writes subjects: organizations first, each in a part of its own order. */
function nameOf({ commonName, organizations }: Subject): Name {
  const part = (type: string, text: string): AttributeTypeAndValue =>
    new AttributeTypeAndValue({
      type,
      value: new AttributeValue(/^[A-Za-z0-9 '()+,./:=?-]*$/.test(text) ? { printableString: text } : { utf8String: text }),
    });
  return new Name([
    ...(organizations.length > 0 ? [new RelativeDistinguishedName(organizations.map((text) => part(ORGANIZATION, text)))] : []),
    new RelativeDistinguishedName([part(COMMON_NAME, commonName)]),
  ]);
}

function subjectOf(name: Name): Subject {
  const texts = (type: string): string[] =>
    [...name].flatMap((part) => [...part].filter((each) => each.type === type).map(({ value }) => value.toString()));
  return { commonName: texts(COMMON_NAME).at(-1) ?? '', organizations: texts(ORGANIZATION) };
}

function publicKeyOf(key: string): SubjectPublicKeyInfo {
  return AsnConvert.parse(createPublicKey(key).export({ type: 'spki', format: 'der' }), SubjectPublicKeyInfo);
}

function signatureAlgorithm(key: KeyObject): AlgorithmIdentifier {
  return new AlgorithmIdentifier(SIGNATURES[key.asymmetricKeyType ?? 'rsa']);
}

function der(text: string): ArrayBuffer {
  const base64 = /-----BEGIN [^\n]*-----\s([^-]*)-----END/.exec(text)?.[1] ?? '';
  return buffer(Buffer.from(base64, 'base64'));
}

function pem(label: string, bytes: ArrayBuffer): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** A copy of just these bytes: Node's buffers share larger ones. */
function buffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
