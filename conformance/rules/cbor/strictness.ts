import type { Rule } from '../../vocabulary/rule.ts';
import { canonicalFormRules } from './canonical-form.ts';
import { hardshipRules } from './hardship.ts';
import { responseRules } from './responses.ts';

/** Duties over CBOR itself, whatever the command (CTAP 2.3 section 8). */
export const cborRules: readonly Rule[] = [...canonicalFormRules, ...hardshipRules, ...responseRules];
