import type { RegistrationSpoil } from '../spoil.ts';
import { androidKeySpoils } from './android-key.ts';
import { appleSpoils } from './apple.ts';
import { attestationSpoils } from './attestation.ts';
import { attestationSignatureSpoils } from './attestation-signature.ts';
import { certificateChainSpoils } from './certificate-chains.ts';
import { certificateSpoils } from './certificates.ts';
import { compoundSpoils } from './compound.ts';
import { fidoU2fSpoils } from './fido-u2f.ts';
import { safetyNetSpoils } from './safetynet.ts';
import { tpmSpoils } from './tpm.ts';

/** Every registration whose attestation is spoiled: only a relying party that judges attestation can tell. */
export const attestationCatalogue: readonly RegistrationSpoil[] = [
  ...attestationSpoils,
  ...attestationSignatureSpoils,
  ...certificateSpoils,
  ...certificateChainSpoils,
  ...fidoU2fSpoils,
  ...tpmSpoils,
  ...androidKeySpoils,
  ...safetyNetSpoils,
  ...appleSpoils,
  ...compoundSpoils,
];
