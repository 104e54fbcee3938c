import type { Rule } from '../../vocabulary/rule.ts';
import { getAssertionAnswerRules } from './get-assertion-answers.ts';
import { getAssertionListRules } from './get-assertion-lists.ts';
import { getAssertionPresenceRules } from './get-assertion-presence.ts';
import { getAssertionRequestRules } from './get-assertion-requests.ts';

/** Duties over authenticatorGetAssertion (CTAP 2.3 section 6.2): requests, the allowList, touches, answers. */
export const getAssertionRules: readonly Rule[] = [
  ...getAssertionRequestRules,
  ...getAssertionListRules,
  ...getAssertionPresenceRules,
  ...getAssertionAnswerRules,
];
