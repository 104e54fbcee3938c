import type { Rule } from '../../vocabulary/rule.ts';

/** The rules of this family. */
export const attestationRules: readonly Rule[] = [];
