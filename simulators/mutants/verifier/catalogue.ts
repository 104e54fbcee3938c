import { assertionMutants } from './assertion.ts';
import { attestationMutants } from './attestation.ts';
import { authenticatorDataMutants } from './authenticator-data.ts';
import { bookkeepingMutants } from './bookkeeping.ts';
import { certificateMutants } from './certificates.ts';
import { clientDataMutants } from './client-data.ts';
import { credentialMutants } from './credential.ts';
import { flagMutants } from './flags.ts';
import { overRefusalMutants } from './over-refusal.ts';
import { partyMutants } from './party.ts';
import { platformFormatMutants } from './platform-formats.ts';
import { swallowedMutants } from './swallowed.ts';
import { tpmMutants } from './tpm.ts';
import { trustMutants } from './trust.ts';
import type { VerifierMutant } from './verifier-mutant.ts';

/** Every fault of a relying party, by family. */
export const verifierMutants: readonly VerifierMutant[] = [
  ...clientDataMutants,
  ...authenticatorDataMutants,
  ...flagMutants,
  ...credentialMutants,
  ...attestationMutants,
  ...certificateMutants,
  ...trustMutants,
  ...tpmMutants,
  ...platformFormatMutants,
  ...assertionMutants,
  ...partyMutants,
  ...bookkeepingMutants,
  ...swallowedMutants,
  ...overRefusalMutants,
];
