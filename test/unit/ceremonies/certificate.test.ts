import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { X509Certificate as PeculiarCertificate, X509Crl } from '@peculiar/x509';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { soundVariant } from '../../../src/ceremonies/algorithms.ts';
import {
  type Authority,
  crlOf,
  foreignAuthority,
  testAuthority,
  testRoots,
  untrustedAuthority,
  VALID_FROM_MS,
  VALID_UNTIL_MS,
} from '../../../src/ceremonies/authority.ts';
import { encodeCertificate, serialNumberOf } from '../../../src/ceremonies/certificate.ts';
import {
  aaguidExtension,
  basicConstraints,
  directoryName,
  dnsName,
  extendedKeyUsage,
  keyUsage,
  keyUsageBit,
  subjectAltName,
} from '../../../src/ceremonies/certificate-extensions.ts';
import type { CertificateParts } from '../../../src/ceremonies/hooks.ts';
import { makeRegistration } from '../../../src/ceremonies/make-registration.ts';
import { attestationSubject } from '../../../src/ceremonies/names.ts';
import { publicKeyInfo } from '../../../src/ceremonies/public-key-info.ts';
import { type AttestationObject, decodeAttestationObject } from '../../../src/codec/attestation-object.ts';
import { coseAlgorithm } from '../../../src/codec/cose-key.ts';
import { ceremonyAlgorithms, generateSigningKey } from '../../../src/crypto/signing-key.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';
import { made, request, toolsOf } from './sound.ts';

function x5cOf({ attStmt }: AttestationObject): Uint8Array[] {
  if (!(attStmt instanceof Map)) throw new TypeError('x5cOf: expected a map, received an array');
  return attStmt.get('x5c') as Uint8Array[];
}

const seeded = (seed: string) => ({ kind: 'seeded', random: seededRandom(seed) }) as const;
const authorities: readonly [string, () => Authority][] = [
  ['testAuthority', testAuthority],
  ['foreignAuthority', foreignAuthority],
  ['untrustedAuthority', untrustedAuthority],
];

describe.each(authorities)('%s', (_, authority) => {
  it('has a root that signs itself and an intermediate that the root signs', () => {
    const root = new X509Certificate(authority().rootDer);
    const intermediate = new X509Certificate(authority().intermediateDer);
    expect(root.ca && intermediate.ca).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect(intermediate.verify(root.publicKey)).toBe(true);
    expect(intermediate.checkIssued(root)).toBe(true);
    expect(root.verify(intermediate.publicKey)).toBe(false);
  });

  it('is valid from 2024 to 2054', () => {
    const root = new PeculiarCertificate(authority().rootDer);
    expect(root.notBefore.getTime()).toBe(VALID_FROM_MS);
    expect(root.notAfter.getTime()).toBe(VALID_UNTIL_MS);
  });
});

describe('the authorities', () => {
  it('are three, of which one wears the names of another', () => {
    const [own, foreign, untrusted] = authorities.map(([, authority]) => new X509Certificate(authority().rootDer));
    expect(foreign!.subject).toBe(own!.subject);
    expect(untrusted!.subject).not.toBe(own!.subject);
    expect(own!.verify(foreign!.publicKey)).toBe(false);
    expect(testRoots().map(toHex)).toEqual([toHex(new Uint8Array(own!.raw))]);
  });
});

describe('encodeCertificate', () => {
  const parts: CertificateParts = {
    version: 3,
    serialNumber: Uint8Array.of(0x80, 0x01),
    subject: attestationSubject('a subject'),
    issuer: attestationSubject('an issuer'),
    notBeforeMs: Date.UTC(1949, 11, 31),
    notAfterMs: Date.UTC(2050, 0, 1, 1, 2, 3),
    publicKey: publicKeyInfo(testAuthority().rootKey.publicKey),
    extensions: [
      basicConstraints(true, 3),
      keyUsage(keyUsageBit.digitalSignature, keyUsageBit.keyCertSign),
      aaguidExtension(new Uint8Array(16).fill(7)),
      extendedKeyUsage('2.23.133.8.3'),
      subjectAltName(true, dnsName('attest.android.com'), directoryName(attestationSubject('a name'))),
    ],
  };
  const issuers = [
    coseAlgorithm.ES256,
    coseAlgorithm.ES384,
    coseAlgorithm.ES512,
    coseAlgorithm.RS256,
    coseAlgorithm.Ed25519,
  ];

  it.each(issuers)('is read by node and verified under an issuer of algorithm %i', (alg) => {
    const issuer = generateSigningKey(alg, seeded('issuer'));
    const read = new X509Certificate(
      encodeCertificate({ ...parts, publicKey: publicKeyInfo(issuer.publicKey) }, issuer),
    );
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.serialNumber).toBe('8001');
    expect(read.ca).toBe(true);
    expect(read.subject).toContain('CN=a subject');
    expect(read.issuer).toContain('CN=an issuer');
    expect(read.subjectAltName).toContain('DNS:attest.android.com');
    expect(read.keyUsage).toEqual(['2.23.133.8.3']);
  });

  it('is read by another library as it was written', () => {
    const read = new PeculiarCertificate(encodeCertificate(parts, testAuthority().rootKey));
    expect(read.notBefore.getTime()).toBe(parts.notBeforeMs);
    expect(read.notAfter.getTime()).toBe(parts.notAfterMs);
    expect(read.extensions.map(({ type }) => type)).toEqual(parts.extensions.map(({ oid }) => oid));
    expect(read.extensions.map(({ critical }) => critical)).toEqual(parts.extensions.map(({ critical }) => critical));
  });

  it('writes the default version by leaving it out', () => {
    const read = encodeCertificate({ ...parts, version: 1, extensions: [] }, testAuthority().rootKey);
    expect(new X509Certificate(read).serialNumber).toBe('8001');
    expect(toHex(serialNumberOf(read))).toBe('8001');
  });

  it('gives the serial number back that was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (serialNumber) => {
        fc.pre(serialNumber[0] !== 0);
        const written = encodeCertificate({ ...parts, serialNumber }, testAuthority().rootKey);
        expect(toHex(serialNumberOf(written))).toBe(toHex(serialNumber));
      }),
      { seed: 20260101, numRuns: 20 },
    );
  });
});

describe('publicKeyInfo', () => {
  // node knows ML-DSA from 24 on
  const algorithms = ceremonyAlgorithms.filter((alg) => alg > -48 || alg < -50);
  it.each(algorithms)('is what node writes of a key of algorithm %i', (alg) => {
    const { publicKey } = generateSigningKey(alg, seeded('key'));
    const der = publicKeyInfo(publicKey);
    const certificate = encodeCertificate({ ...testAuthority().root, publicKey: der }, testAuthority().rootKey);
    const read = new X509Certificate(certificate).publicKey;
    expect(toHex(new Uint8Array(read.export({ type: 'spki', format: 'der' })))).toBe(toHex(der));
  });
});

describe('crlOf', () => {
  it('names the certificates that were revoked, signed by who issued them', async () => {
    const chain = x5cOf(decodeAttestationObject(made().bytes.attestationObject));
    const [leaf] = chain;
    const list = crlOf(testAuthority(), [serialNumberOf(leaf!)], VALID_FROM_MS, VALID_UNTIL_MS);
    const read = new X509Crl(list);
    expect(read.entries.map(({ serialNumber }) => serialNumber)).toEqual([toHex(serialNumberOf(leaf!))]);
    expect(await read.verify({ publicKey: new PeculiarCertificate(testAuthority().intermediateDer) })).toBe(true);
    expect(await read.verify({ publicKey: new PeculiarCertificate(testAuthority().rootDer) })).toBe(false);
  });

  it('may be empty', () => {
    expect(new X509Crl(crlOf(testAuthority(), [], VALID_FROM_MS, VALID_UNTIL_MS, 'root')).entries).toEqual([]);
  });
});

describe('the hooks of certificates', () => {
  it('issue by another authority', () => {
    const chain = x5cOf(decodeAttestationObject(made({}, { authority: foreignAuthority }).bytes.attestationObject));
    const [leaf, intermediate] = chain.map((one) => new X509Certificate(one));
    expect(leaf!.verify(intermediate!.publicKey)).toBe(true);
    expect(intermediate!.verify(new X509Certificate(testAuthority().rootDer).publicKey)).toBe(false);
    expect(intermediate!.issuer).toBe(new X509Certificate(testAuthority().rootDer).subject);
  });

  it.each(['leaf', 'intermediate', 'root'] as const)('spoil the %s, which is signed as it was spoiled', (role) => {
    const { bytes } = makeRegistration(request, soundVariant(), toolsOf(1), {
      certificate: (sound, asked) => (asked === role ? { ...sound, notAfterMs: sound.notBeforeMs + 1000 } : sound),
    });
    const chain = x5cOf(decodeAttestationObject(bytes.attestationObject));
    const at = ['leaf', 'intermediate', 'root'].indexOf(role);
    expect(chain).toHaveLength(role === 'root' ? 3 : 2);
    expect(new PeculiarCertificate(chain[at]!).notAfter.getTime()).toBe(VALID_FROM_MS + 1000);
    const issuers = [testAuthority().intermediateDer, testAuthority().rootDer, testAuthority().rootDer];
    chain.forEach((one, index) => {
      expect(new X509Certificate(one).verify(new X509Certificate(issuers[index]!).publicKey)).toBe(true);
    });
  });
});
