import type { Rule } from '../../vocabulary/rule.ts';
import { managementAuthorizationRules } from './credential-management-authorization.ts';
import { managementChangeRules } from './credential-management-changes.ts';
import { managementListingRules } from './credential-management-listings.ts';
import { managementSequenceRules } from './credential-management-sequences.ts';

/** Duties over authenticatorCredentialManagement (CTAP 2.3 section 6.8): listings, changes, who may, and in what order. */
export const credentialManagementRules: readonly Rule[] = [
  ...managementListingRules,
  ...managementChangeRules,
  ...managementAuthorizationRules,
  ...managementSequenceRules,
];
