import type { TokenRule } from '../../vocabulary/oath-token.ts';
import { tokenClockRules } from './token/clock.ts';
import { tokenCodeRules } from './token/codes.ts';
import { tokenCounterRules } from './token/counter.ts';
import { tokenDisplayRules } from './token/display.ts';
import { tokenStepRules } from './token/steps.ts';

/** Every rule of a hardware token of one-time codes. */
export const hardwareTokenRules: readonly TokenRule[] = [
  ...tokenCodeRules,
  ...tokenStepRules,
  ...tokenCounterRules,
  ...tokenClockRules,
  ...tokenDisplayRules,
];
