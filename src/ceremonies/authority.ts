import type { SigningKey } from '../crypto/signing-key.ts';
import type { CertificateParts } from './hooks.ts';

/** A certificate authority for attestation certificates: a root, an intermediate, and lists of what was revoked. Its keys are fixed, so that a relying party can be told its root once. */
export interface Authority {
  readonly name: string;
  readonly rootKey: SigningKey;
  readonly root: CertificateParts;
  /** The root in DER. */
  readonly rootDer: Uint8Array;
  readonly intermediateKey: SigningKey;
  readonly intermediate: CertificateParts;
}
