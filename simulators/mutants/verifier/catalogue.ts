import { clientDataMutants } from './client-data.ts';
import { flagMutants } from './flags.ts';
import type { VerifierMutant } from './verifier-mutant.ts';

/** Every fault of a relying party, by family. */
export const verifierMutants: readonly VerifierMutant[] = [...clientDataMutants, ...flagMutants];
