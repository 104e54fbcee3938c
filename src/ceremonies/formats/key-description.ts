import { context, derNull, enumerated, integer, octetString, sequence, set } from '../der.ts';

/** The purposes of a key that are written here (KM_PURPOSE of Keymaster). */
export const keyPurpose = { encrypt: 0, sign: 2, verify: 3 } as const;
/** Where a key came from (KM_ORIGIN of Keymaster). */
export const keyOrigin = { generated: 0, imported: 2 } as const;
/** Where a key or its keeper lives (SecurityLevel of the key description). */
export const securityLevel = { software: 0, trustedEnvironment: 1 } as const;

/** An AuthorizationList, as far as WebAuthn looks at it; members that are absent are not written. */
export interface AuthorizationList {
  readonly purposes?: readonly number[];
  /** KM_ALGORITHM: 1 RSA, 3 EC. */
  readonly algorithm?: number;
  /** In bits. */
  readonly keySize?: number;
  readonly noAuthRequired?: true;
  readonly allApplications?: true;
  readonly creationTimeMs?: number;
  readonly origin?: number;
  /** A version as six digits: 140000. */
  readonly osVersion?: number;
}

/** What the extension of an Android key attestation says (the schema of the Android developer documentation). */
export interface KeyDescription {
  readonly attestationVersion: number;
  readonly attestationSecurityLevel: number;
  readonly keymasterVersion: number;
  readonly keymasterSecurityLevel: number;
  readonly attestationChallenge: Uint8Array;
  readonly uniqueId: Uint8Array;
  readonly softwareEnforced: AuthorizationList;
  readonly teeEnforced: AuthorizationList;
}

/** The KeyDescription in DER. */
export function encodeKeyDescription(parts: KeyDescription): Uint8Array {
  return sequence(
    integer(parts.attestationVersion),
    enumerated(parts.attestationSecurityLevel),
    integer(parts.keymasterVersion),
    enumerated(parts.keymasterSecurityLevel),
    octetString(parts.attestationChallenge),
    octetString(parts.uniqueId),
    encodeAuthorizationList(parts.softwareEnforced),
    encodeAuthorizationList(parts.teeEnforced),
  );
}

/** An AuthorizationList in DER: its members under context tags, in their order. */
export function encodeAuthorizationList(list: AuthorizationList): Uint8Array {
  const members: Uint8Array[] = [];
  const add = (number: number, value: Uint8Array): void => {
    members.push(context(number, value));
  };
  if (list.purposes !== undefined) add(1, set(...list.purposes.map(integer)));
  if (list.algorithm !== undefined) add(2, integer(list.algorithm));
  if (list.keySize !== undefined) add(3, integer(list.keySize));
  if (list.noAuthRequired === true) add(503, derNull());
  if (list.allApplications === true) add(600, derNull());
  if (list.creationTimeMs !== undefined) add(701, integer(list.creationTimeMs));
  if (list.origin !== undefined) add(702, integer(list.origin));
  if (list.osVersion !== undefined) add(705, integer(list.osVersion));
  return sequence(...members);
}

/** A sound description of a key that a trusted environment made for signing, bound to a challenge. */
export function soundKeyDescription(challenge: Uint8Array, isRsa: boolean, keySize: number): KeyDescription {
  return {
    attestationVersion: 3,
    attestationSecurityLevel: securityLevel.trustedEnvironment,
    keymasterVersion: 4,
    keymasterSecurityLevel: securityLevel.trustedEnvironment,
    attestationChallenge: challenge,
    uniqueId: new Uint8Array(0),
    softwareEnforced: { creationTimeMs: Date.UTC(2024, 5, 1) },
    teeEnforced: {
      purposes: [keyPurpose.sign],
      algorithm: isRsa ? 1 : 3,
      keySize,
      noAuthRequired: true,
      origin: keyOrigin.generated,
      osVersion: 140000,
    },
  };
}
