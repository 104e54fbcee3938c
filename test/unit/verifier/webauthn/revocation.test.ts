import { describe, expect, it } from 'vitest';
import { encodeName, signatureAlgorithm, signed } from '../../../../src/ceremonies/certificate.ts';
import { keyUsage, keyUsageBit } from '../../../../src/ceremonies/certificate-extensions.ts';
import {
  boolean,
  context,
  derNull,
  integer,
  octetString,
  oid,
  sequence,
  time,
  unsigned,
} from '../../../../src/ceremonies/der.ts';
import { sha256 } from '../../../../src/crypto/hash.ts';
import type { RevocationPolicy } from '../../../../src/verifier/webauthn/input.ts';
import { AT_MS, authority, caExtensions, judgePath, leafBy, type PathAuthority } from './path-builder.ts';

const DAY_MS = 86_400_000;
const root = authority('root');
const middle = authority('middle', root, { serialNumber: Uint8Array.of(0x55) });
const leaf = leafBy(middle, { serialNumber: Uint8Array.of(0x77) });

interface ListParts {
  readonly serials?: readonly number[];
  readonly thisUpdateMs?: number;
  readonly nextUpdateMs?: number | null;
  readonly critical?: true;
}

function listOf(issuer: PathAuthority, parts: ListParts = {}): Uint8Array {
  const { serials = [], thisUpdateMs = AT_MS - DAY_MS, nextUpdateMs = AT_MS + DAY_MS, critical } = parts;
  const toBeSigned = sequence(
    integer(1),
    signatureAlgorithm(issuer.key),
    encodeName(issuer.name),
    time(thisUpdateMs),
    ...(nextUpdateMs === null ? [] : [time(nextUpdateMs)]),
    ...(serials.length === 0
      ? []
      : [sequence(...serials.map((serial) => sequence(unsigned(Uint8Array.of(serial)), time(thisUpdateMs))))]),
    ...(critical === true
      ? [context(0, sequence(sequence(oid('2.999.1'), boolean(true), octetString(derNull()))))]
      : []),
  );
  return signed(toBeSigned, issuer.key);
}

function judge(revocation: RevocationPolicy): string {
  return judgePath([leaf, middle.der], { anchors: [root.der], atMs: AT_MS, revocation });
}

describe('revocation', () => {
  it('by a list of the issuer in the path refuses the leaf, or an intermediate', () => {
    expect(judge({ crls: [listOf(middle, { serials: [0x11, 0x77] })] })).toBe('attestation-certificate-revoked');
    expect(judge({ crls: [listOf(root, { serials: [0x55] })] })).toBe('attestation-certificate-revoked');
    expect(judge({ crls: [listOf(middle, { serials: [0x11, 0x55] })] })).toBe('trusted');
    expect(judge({ crls: [listOf(root, { serials: [0x77] })] })).toBe('trusted');
  });

  it('by a list that the issuer did not sign counts for nothing', () => {
    const namesake = authority('middle', root);
    expect(judge({ crls: [listOf(namesake, { serials: [0x77] })] })).toBe('trusted');
    const tampered = listOf(middle, { serials: [0x76] });
    tampered[tampered.indexOf(0x76)] = 0x77;
    expect(judge({ crls: [tampered] })).toBe('trusted');
  });

  it('by a list of an issuer that may not sign lists counts for nothing', () => {
    const extensions = [caExtensions[0]!, keyUsage(keyUsageBit.keyCertSign)];
    const mayNot = authority('middle', root, { extensions }, middle.key);
    const policy = { anchors: [root.der], revocation: { crls: [listOf(middle, { serials: [0x77] })] } };
    expect(judgePath([leaf, mayNot.der], policy)).toBe('trusted');
  });

  it('is judged at the time that policy gives', () => {
    const lapsed = { nextUpdateMs: AT_MS - 1000 };
    expect(judge({ crls: [listOf(middle, lapsed)] })).toBe('attestation-revocation-unknown');
    expect(judge({ crls: [listOf(middle, { ...lapsed, serials: [0x77] })] })).toBe('attestation-certificate-revoked');
    expect(judge({ crls: [listOf(middle, lapsed), listOf(middle)] })).toBe('trusted');
    expect(judge({ crls: [listOf(middle, { nextUpdateMs: null })] })).toBe('trusted');
    const later = listOf(middle, { thisUpdateMs: AT_MS + 1000, serials: [0x77] });
    expect(judge({ crls: [later] })).toBe('trusted');
  });

  it('must be known of each certificate where policy asks for it', () => {
    expect(judge({ required: true })).toBe('attestation-revocation-unknown');
    expect(judge({ required: true, crls: [listOf(middle)] })).toBe('attestation-revocation-unknown');
    expect(judge({ required: true, crls: [listOf(middle), listOf(root)] })).toBe('trusted');
    const opaque = listOf(middle, { critical: true });
    expect(judge({ required: true, crls: [opaque, listOf(root)] })).toBe('attestation-revocation-unknown');
  });

  it('by name refuses a certificate by its digest or its serial number', () => {
    expect(judge({ revoked: [{ sha256: sha256(leaf) }] })).toBe('attestation-certificate-revoked');
    expect(judge({ revoked: [{ sha256: sha256(middle.der) }] })).toBe('attestation-certificate-revoked');
    expect(judge({ revoked: [{ sha256: sha256(root.der) }] })).toBe('attestation-certificate-revoked');
    expect(judge({ revoked: [{ sha256: sha256(authority('root').der) }] })).toBe('trusted');
    const serialNumber = Uint8Array.of(0, 0x77);
    expect(judge({ revoked: [{ serialNumber }] })).toBe('attestation-certificate-revoked');
    expect(judge({ revoked: [{ serialNumber, issuer: encodeName(middle.name) }] })).toBe(
      'attestation-certificate-revoked',
    );
    expect(judge({ revoked: [{ serialNumber, issuer: encodeName(root.name) }] })).toBe('trusted');
  });

  it('calls a list that is none a mistake of the caller', () => {
    expect(() => judge({ crls: [Uint8Array.of(0x30, 0x00)] })).toThrow(TypeError);
  });
});
