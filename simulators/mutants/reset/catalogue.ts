import type { Mutant } from '../mutant.ts';

/** The faults of this family. */
export const resetMutants: readonly Mutant[] = [];
