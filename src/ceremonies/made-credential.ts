import type { SigningKey } from '../crypto/signing-key.ts';

/** A credential that a ceremony made, able to sign. `signCount` grows with every assertion. */
export interface MadeCredential {
  readonly id: Uint8Array;
  readonly key: SigningKey;
  /** COSE_Key bytes as attested. */
  readonly publicKeyBytes: Uint8Array;
  readonly rpId: string;
  readonly userHandle: Uint8Array;
  readonly aaguid: Uint8Array;
  readonly backupEligible: boolean;
  /** What the credBlob extension asked to keep. */
  readonly credBlob?: Uint8Array;
  signCount: number;
}
