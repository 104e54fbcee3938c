import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/bytes/hex.ts';
import { decodeTolerant } from '../../src/codec/cbor/tolerant.ts';
import type { CborMap, CborValue } from '../../src/codec/cbor/value.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import type { AttestationPolicy } from '../../src/verifier/webauthn/input.ts';
import type { AttestationVerdict } from '../../src/verifier/webauthn/verdict.ts';
import { verifyAttestationBytes } from '../../src/verifier/webauthn/verify-attestation-bytes.ts';

interface Capture {
  readonly id: string;
  readonly format: string;
  readonly rpId: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
}

const file: { readonly captures: readonly Capture[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/vectors/attestation-captures.json', import.meta.url), 'utf8'),
);

/** When a capture was valid, what its statement proves, and by what it is refused long after. */
interface Expectation {
  readonly atMs: number;
  readonly type: string;
  readonly certificates: number;
  /** Not canonical CBOR. */
  readonly early?: true;
  readonly policy?: AttestationPolicy;
  readonly late?: string;
}

const expectations: Readonly<Record<string, Expectation>> = {
  'packed-x5c': { atMs: Date.UTC(2018, 9, 1), type: 'basic', certificates: 3 },
  'fido-u2f': { atMs: Date.UTC(2018, 9, 1), type: 'basic', certificates: 1 },
  'fido-u2f-hypersecu': { atMs: Date.UTC(2018, 9, 1), type: 'basic', certificates: 1 },
  // from before browsers wrote attestation objects in canonical order
  'tpm-windows': { atMs: Date.UTC(2018, 9, 1), type: 'attca', certificates: 2, early: true },
  'android-key-pixel-8a': { atMs: Date.UTC(2025, 1, 1), type: 'basic', certificates: 2 },
  'tpm-ecc-p256': { atMs: Date.UTC(2022, 1, 1), type: 'attca', certificates: 2 },
  'fido-u2f-yubico': { atMs: Date.UTC(2018, 9, 1), type: 'basic', certificates: 1 },
  'packed-ed25519': { atMs: Date.UTC(2022, 0, 1), type: 'basic', certificates: 1 },
  'packed-self': { atMs: Date.UTC(2019, 0, 1), type: 'self', certificates: 0 },
  safetynet: {
    atMs: 1_553_028_043_529,
    type: 'basic',
    certificates: 2,
    policy: { acceptSafetyNet: true },
    late: 'safetynet-timestamp-outside',
  },
  'apple-passkey': { atMs: Date.UTC(2021, 8, 1), type: 'anonca', certificates: 2 },
};

function judge(capture: Capture, policy: AttestationPolicy): AttestationVerdict {
  const { value } = decodeTolerant(fromHex(capture.attestationObject));
  const members = value as Map<string, CborValue>;
  return verifyAttestationBytes({
    fmt: members.get('fmt') as string,
    attStmt: members.get('attStmt') as CborMap,
    authData: members.get('authData') as Uint8Array,
    clientDataHash: sha256(fromHex(capture.clientDataJSON)),
    rpId: capture.rpId,
    expected: { attestation: { ...expectations[capture.id]?.policy, ...policy } },
  });
}

function certificatesOf(verdict: AttestationVerdict): readonly Uint8Array[] {
  return verdict.kind === 'accepted' ? verdict.attestation.trustPath : [];
}

describe('attestations of real authenticators', () => {
  it('are all expected', () => {
    expect(file.captures.map(({ id }) => id).sort()).toEqual(Object.keys(expectations).sort());
  });

  for (const capture of file.captures) {
    const { atMs, type, certificates, early, late = 'attestation-certificate-expired' } = expectations[capture.id]!;

    it(`${capture.id}: is accepted, and trusted where its last certificate is`, () => {
      const verdict = judge(capture, {});
      expect(verdict).toMatchObject({ kind: 'accepted', attestation: { format: capture.format, type }, warnings: [] });
      const x5c = certificatesOf(verdict);
      expect(x5c).toHaveLength(certificates);
      if (certificates === 0) return;
      const trusted = judge(capture, { anchors: [x5c.at(-1)!], atMs });
      expect(trusted).toMatchObject({ kind: 'accepted', attestation: { trusted: true } });
      expect(judge(capture, { anchors: [] })).toMatchObject({ kind: 'rejected', code: 'attestation-untrusted' });
    });

    it.skipIf(certificates === 0)(
      `${capture.id}: is refused once its leaf has expired (skipped without a leaf)`,
      () => {
        const anchors = [certificatesOf(judge(capture, {})).at(-1)!];
        const verdict = judge(capture, { anchors, atMs: Date.UTC(2099, 0, 1) });
        expect(verdict).toMatchObject({ kind: 'rejected', code: late });
      },
    );

    if (early === true) {
      it(`${capture.id}: is refused as an attestation object, which is not canonical`, () => {
        const verdict = verifyAttestationBytes({
          attestationObject: fromHex(capture.attestationObject),
          clientDataHash: sha256(fromHex(capture.clientDataJSON)),
          rpId: capture.rpId,
        });
        expect(verdict).toMatchObject({ kind: 'rejected', code: 'attestation-object-malformed' });
      });
    }
  }
});
