import type { Rule } from '../../vocabulary/rule.ts';
import { pinChangeRules } from './client-pin-change.ts';
import { keyAgreementRules } from './client-pin-key-agreement.ts';
import { clientPinRequestRules } from './client-pin-requests.ts';
import { pinTriesRules } from './client-pin-tries.ts';

/** Duties over authenticatorClientPIN apart from tokens (CTAP 2.3 section 6.5). */
export const clientPinRules: readonly Rule[] = [
  ...keyAgreementRules,
  ...clientPinRequestRules,
  ...pinChangeRules,
  ...pinTriesRules,
];
