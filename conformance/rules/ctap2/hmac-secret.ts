import type { Rule } from '../../vocabulary/rule.ts';
import { hmacSecretLifeRules } from './hmac-secret-life.ts';
import { hmacSecretOutputRules } from './hmac-secret-outputs.ts';
import { hmacSecretRefusalRules } from './hmac-secret-refusals.ts';

/** Duties over the hmac-secret extension (CTAP 2.3 section 12.7): outputs, refusals, what outlives what. */
export const hmacSecretRules: readonly Rule[] = [
  ...hmacSecretOutputRules,
  ...hmacSecretRefusalRules,
  ...hmacSecretLifeRules,
];
