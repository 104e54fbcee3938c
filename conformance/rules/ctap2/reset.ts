import type { Rule } from '../../vocabulary/rule.ts';
import { resetRefusalRules } from './reset-refusals.ts';
import { resetWipeRules } from './reset-wipes.ts';

/** Duties over authenticatorReset (CTAP 2.3 section 6.6): what it wipes, what it leaves, and when it is refused. */
export const resetRules: readonly Rule[] = [...resetWipeRules, ...resetRefusalRules];
