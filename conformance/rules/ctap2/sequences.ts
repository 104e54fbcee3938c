import type { Rule } from '../../vocabulary/rule.ts';
import { accountSequenceRule } from './account-sequences.ts';
import { counterSequenceRule } from './counter-sequences.ts';

/** Model-based sequences: a model of a few lines foretells the key's answer to every command. */
export const sequenceRules: readonly Rule[] = [accountSequenceRule, counterSequenceRule];
