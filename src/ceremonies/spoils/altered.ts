import { concat } from '../../bytes/bytes.ts';
import type { CborKey, CborMap, CborValue } from '../../codec/cbor/value.ts';
import type { CertificateParts, RegistrationHooks } from '../hooks.ts';
import type { RegistrationSpoil, SpoiledStep, SpoilNeeds } from '../spoil.ts';

/** A clause of WebAuthn Level 3: section and, where it is numbered, step. */
export function clause(section: string, step?: string): SpoiledStep {
  return step === undefined ? { section } : { section, step };
}

/** A registration spoiled in its attestation: only a relying party that judges attestation can tell. `MUST` unless said. */
export function attestationSpoil(
  id: string,
  says: string,
  steps: readonly SpoiledStep[],
  hooks: RegistrationHooks,
  needs: Omit<SpoilNeeds, 'attestation'> = {},
  level: RegistrationSpoil['level'] = 'MUST',
): RegistrationSpoil {
  return { ceremony: 'registration', id, says, level, steps, needs: { ...needs, attestation: true }, hooks };
}

/** A copy with the lowest bit of one byte turned over; places below zero count from the end. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] ?? 0) ^ 0x01;
  return copy;
}

/** A copy with other bytes from `at` on. */
export function overwritten(bytes: Uint8Array, at: number, others: Uint8Array): Uint8Array {
  return concat(bytes.subarray(0, at), others, bytes.subarray(at + others.length));
}

/** A hook on a statement that is a map: a copy with one member set. Other statements are left as they are. */
export function memberSet(
  key: CborKey,
  value: CborValue | ((sound: CborMap) => CborValue),
): (sound: CborValue) => CborValue {
  return (sound) => {
    if (!(sound instanceof Map)) return sound;
    return new Map(sound).set(key, typeof value === 'function' ? value(sound) : value);
  };
}

/** A hook on a statement that is a map: a copy without one member. */
export function memberRemoved(key: CborKey): (sound: CborValue) => CborValue {
  return (sound) => {
    if (!(sound instanceof Map)) return sound;
    const copy = new Map(sound);
    copy.delete(key);
    return copy;
  };
}

/** A hook on certificates that changes one of the chain before it is signed. */
export function certificateChanged(
  role: 'leaf' | 'intermediate',
  change: (sound: CertificateParts) => Partial<CertificateParts>,
): RegistrationHooks {
  return { certificate: (sound, shown) => (shown === role ? { ...sound, ...change(sound) } : sound) };
}

/** A change of a certificate: one extension with another value or criticality. */
export function extensionSet(
  oid: string,
  other: { readonly value?: Uint8Array; readonly critical?: boolean },
): (sound: CertificateParts) => Partial<CertificateParts> {
  return ({ extensions }) => ({
    extensions: extensions.map((extension) => (extension.oid === oid ? { ...extension, ...other } : extension)),
  });
}

/** A change of a certificate: without one extension. */
export function extensionRemoved(oid: string): (sound: CertificateParts) => Partial<CertificateParts> {
  return ({ extensions }) => ({ extensions: extensions.filter((extension) => extension.oid !== oid) });
}
