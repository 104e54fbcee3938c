import type { Mutant } from '../mutant.ts';

/** The faults of this family. */
export const u2fMutants: readonly Mutant[] = [];
