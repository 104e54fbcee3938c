import { concat, uint16, uint32 } from '../bytes/bytes.ts';
import { authenticatorFlag } from '../codec/authenticator-data.ts';
import { encodeCbor } from '../codec/cbor/encode.ts';
import type { CborMap } from '../codec/cbor/value.ts';
import type { AuthenticatorDataParts } from './hooks.ts';

/** Authenticator data as its parts say it, sensible or not: flags, lengths and presence need not agree. */
export function authenticatorDataBytes(parts: AuthenticatorDataParts): Uint8Array {
  const { attested } = parts;
  return concat(
    parts.rpIdHash,
    Uint8Array.of(parts.flags),
    uint32(parts.signCount),
    ...(attested === undefined
      ? []
      : [
          attested.aaguid,
          uint16(attested.credentialIdLength ?? attested.credentialId.length),
          attested.credentialId,
          attested.publicKey,
        ]),
    parts.extensions ?? new Uint8Array(0),
    parts.rest ?? new Uint8Array(0),
  );
}

/** What a sound flags byte is made of; UP is always set. */
export interface FlagChoices {
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backupState: boolean;
  readonly attested: boolean;
  readonly extensions: boolean;
}

/** The flags byte of these choices. Throws `RangeError` for a backup of what is not eligible. */
export function flagsOf(choices: FlagChoices): number {
  if (choices.backupState && !choices.backupEligible) {
    throw new RangeError('flagsOf.backupState: expected false beside a credential that is not eligible, received true');
  }
  return (
    authenticatorFlag.UP |
    (choices.userVerified ? authenticatorFlag.UV : 0) |
    (choices.backupEligible ? authenticatorFlag.BE : 0) |
    (choices.backupState ? authenticatorFlag.BS : 0) |
    (choices.attested ? authenticatorFlag.AT : 0) |
    (choices.extensions ? authenticatorFlag.ED : 0)
  );
}

/** The bytes of an extension map, or `undefined` where it is empty and stays away. */
export function extensionBytes(outputs: CborMap): Uint8Array | undefined {
  return outputs.size === 0 ? undefined : encodeCbor(outputs);
}
