import { describe, expect, it } from 'vitest';
import type { AttestationPolicy } from '../../../../src/verifier/webauthn/input.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { registration } from './ceremony-builder.ts';
import { CN, makeCertificate, makeKeys } from './certificate-builder.ts';

function named(text: string): readonly [string, number, string][] {
  return [[CN, 0x0c, text]];
}

const rootKeys = makeKeys();
const intermediateKeys = makeKeys();
const leafKeys = makeKeys();
const root = makeCertificate({ keys: rootKeys, subject: named('root'), ca: true });
const byRoot = { keys: rootKeys, subject: named('root') };
const intermediate = makeCertificate({ keys: intermediateKeys, subject: named('middle'), ca: true, issuer: byRoot });
const byIntermediate = { keys: intermediateKeys, subject: named('middle') };
const leaf = makeCertificate({ keys: leafKeys, issuer: byIntermediate });

function judge(x5c: readonly Uint8Array[], policy: AttestationPolicy): string {
  const input = registration('packed', { attestationKeys: leafKeys, x5c });
  const verdict = verifyRegistration({ ...input, expected: { ...input.expected, attestation: policy } });
  return verdict.kind === 'rejected' ? verdict.code : verdict.attestation.trusted ? 'trusted' : 'not judged';
}

describe('a trust path', () => {
  it('ends at a root that x5c leaves out', () => {
    expect(judge([leaf, intermediate], { anchors: [root] })).toBe('trusted');
  });

  it('ends at a root that x5c carries', () => {
    expect(judge([leaf, intermediate, root], { anchors: [root] })).toBe('trusted');
  });

  it('ends at an anchor that is an intermediate', () => {
    expect(judge([leaf], { anchors: [intermediate] })).toBe('trusted');
    expect(judge([leaf, intermediate], { anchors: [intermediate] })).toBe('trusted');
  });

  it('ends at an anchor that is the leaf itself, self-signed or not', () => {
    expect(judge([leaf], { anchors: [leaf] })).toBe('trusted');
    const alone = makeCertificate({ keys: leafKeys });
    expect(judge([alone], { anchors: [alone] })).toBe('trusted');
  });

  it('is not one to a self-made root in x5c', () => {
    const madeKeys = makeKeys();
    const madeRoot = makeCertificate({ keys: madeKeys, subject: named('root'), ca: true });
    const madeLeaf = makeCertificate({ keys: leafKeys, issuer: { keys: madeKeys, subject: named('root') } });
    expect(judge([madeLeaf, madeRoot], { anchors: [root] })).toBe('attestation-untrusted');
    expect(judge([leaf, madeRoot, root], { anchors: [root] })).toBe('attestation-untrusted');
  });

  it('is not one over certificates that did not sign each other', () => {
    expect(judge([leaf, root], { anchors: [root] })).toBe('attestation-untrusted');
    expect(judge([leaf], { anchors: [root] })).toBe('attestation-untrusted');
    expect(judge([leaf], { anchors: [] })).toBe('attestation-untrusted');
  });

  it('is not one over an intermediate that is no CA', () => {
    const fake = makeCertificate({ keys: intermediateKeys, subject: named('middle'), issuer: byRoot });
    expect(judge([leaf, fake], { anchors: [root] })).toBe('attestation-untrusted');
  });

  it('is not longer than the root allows', () => {
    const narrow = makeCertificate({ keys: rootKeys, subject: named('root'), ca: true, pathLength: 0 });
    expect(judge([leaf, intermediate], { anchors: [narrow] })).toBe('attestation-untrusted');
    const wide = makeCertificate({ keys: rootKeys, subject: named('root'), ca: true, pathLength: 1 });
    expect(judge([leaf, intermediate], { anchors: [wide] })).toBe('trusted');
  });

  it('is within the validity of each certificate, where a time is given', () => {
    const lapsed = makeCertificate({
      keys: intermediateKeys,
      subject: named('middle'),
      ca: true,
      issuer: byRoot,
      validity: ['200101000000Z', '210101000000Z'],
    });
    const atMs = Date.UTC(2026, 0, 1);
    expect(judge([leaf, lapsed], { anchors: [root], atMs })).toBe('attestation-certificate-expired');
    expect(judge([leaf, lapsed], { anchors: [root] })).toBe('trusted');
    expect(judge([leaf, intermediate], { anchors: [root], atMs })).toBe('trusted');
  });

  it('is not judged where no anchors are given', () => {
    expect(judge([leaf], {})).toBe('not judged');
  });

  it('calls an anchor that is no certificate a mistake of the caller', () => {
    expect(() => judge([leaf], { anchors: [Uint8Array.of(0x30, 0x00)] })).toThrow(TypeError);
  });
});
