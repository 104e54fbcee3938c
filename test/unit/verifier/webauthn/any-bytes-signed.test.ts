import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../../../../src/bytes/bytes.ts';
import type { CertificateParts, RegistrationHooks } from '../../../../src/ceremonies/hooks.ts';
import { type AttestationKind, attestationKinds } from '../../../../src/ceremonies/variant.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { made, registrationInput } from '../../ceremonies/sound.ts';
import { registrationCases } from './any-bytes/cases.ts';
import { expectVerdict } from './any-bytes/claims.ts';
import { authDataTree, bytesTree, jsonTree } from './any-bytes/parse-tree.ts';
import { runs } from './any-bytes/sent.ts';
import { type Wound, wounded, wounds } from './any-bytes/wound.ts';

const donors = registrationCases()
  .slice(0, 40)
  .map(({ tree }) => tree);
const spoilable = [
  'client data',
  'authenticator data',
  'extension',
  'certificate key',
  'serial number',
  'version',
  'format part',
] as const;

/** Hooks that wound one part before it is hashed and signed, so that what is behind the signatures is reached. */
function hooksOf(part: (typeof spoilable)[number], own: readonly Wound[]): RegistrationHooks {
  const wound = (bytes: Uint8Array): Uint8Array => wounded(bytesTree(bytes), own, donors).bytes;
  const value = own[0]?.value ?? 0;
  const certificate = (change: (parts: CertificateParts) => CertificateParts): RegistrationHooks => ({
    certificate: (parts, role) => (role === (value % 4 === 0 ? 'intermediate' : 'leaf') ? change(parts) : parts),
  });
  switch (part) {
    case 'client data':
      return { clientDataBytes: (bytes) => wounded(jsonTree(JSON.parse(fromUtf8(bytes) ?? '')), own, donors).bytes };
    case 'authenticator data':
      return { authenticatorDataBytes: (bytes) => wounded(authDataTree(bytes), own, donors).bytes };
    case 'extension':
      return certificate((parts) => ({
        ...parts,
        extensions: parts.extensions.map((each, index) =>
          index === value % parts.extensions.length ? { ...each, value: wound(each.value) } : each,
        ),
      }));
    case 'certificate key':
      return certificate((parts) => ({ ...parts, publicKey: wound(parts.publicKey) }));
    case 'serial number':
      return certificate((parts) => ({ ...parts, serialNumber: wound(parts.serialNumber) }));
    case 'version':
      return certificate((parts) => ({ ...parts, version: 1 + (value % 100) }));
    case 'format part':
      return { formatPart: (_name, bytes) => wound(bytes) };
  }
}

const withParts: readonly AttestationKind[] = ['tpm', 'android-key', 'apple', 'android-safetynet'];

describe('a registration that is signed over any bytes', { timeout: 600_000 }, () => {
  it('ends in a verdict, and the key of what is accepted is the one that was signed', () => {
    const reached = new Set<string>();
    const property = fc.property(
      fc.constantFrom(...attestationKinds, ...withParts, ...withParts),
      fc.constantFrom(...spoilable, 'format part' as const),
      wounds(),
      (attestation, part, own) => {
        const registration = made({ attestation }, hooksOf(part, own));
        const verdict = verifyRegistration(registrationInput(registration));
        expectVerdict(verdict);
        reached.add(verdict.kind === 'accepted' ? 'accepted' : verdict.code);
        if (verdict.kind === 'rejected') return;
        const { id, publicKey } = verdict.credential;
        const end = 55 + id.length + publicKey.length;
        expect(registration.bytes.authData.subarray(55, 55 + id.length)).toEqual(id);
        expect(registration.bytes.authData.subarray(55 + id.length, end)).toEqual(publicKey);
      },
    );
    fc.assert(property, { numRuns: runs(3000) });
    expect(reached.size).toBeGreaterThan(25);
  });
});
