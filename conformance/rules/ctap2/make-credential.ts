import type { Rule } from '../../vocabulary/rule.ts';
import { makeCredentialAlgorithmRules } from './make-credential-algorithms.ts';
import { makeCredentialAuthorizationRules } from './make-credential-authorization.ts';
import { makeCredentialExcludeListRules } from './make-credential-exclude-list.ts';
import { makeCredentialFormatRules } from './make-credential-formats.ts';
import { makeCredentialMemberRules } from './make-credential-members.ts';
import { makeCredentialOptionRules } from './make-credential-options.ts';
import { makeCredentialPresenceRules } from './make-credential-presence.ts';
import { makeCredentialResultRules } from './make-credential-results.ts';

/** Duties over authenticatorMakeCredential (CTAP 2.3 section 6.1). */
export const makeCredentialRules: readonly Rule[] = [
  ...makeCredentialResultRules,
  ...makeCredentialMemberRules,
  ...makeCredentialAlgorithmRules,
  ...makeCredentialExcludeListRules,
  ...makeCredentialOptionRules,
  ...makeCredentialAuthorizationRules,
  ...makeCredentialPresenceRules,
  ...makeCredentialFormatRules,
];
