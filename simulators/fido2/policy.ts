import { assertionPolicy } from './policy/assertion.ts';
import { authorizationPolicy } from './policy/authorization.ts';
import { credentialPolicy } from './policy/credentials.ts';
import { dispatchPolicy } from './policy/dispatch.ts';
import { extensionPolicy } from './policy/extensions.ts';
import { informationPolicy } from './policy/information.ts';
import { registrationPolicy } from './policy/registration.ts';
import { requestPolicy } from './policy/request.ts';
import { signingPolicy } from './policy/signing.ts';

/** The decisions of a sound key, one pure function each. A mutant replaces exactly one. */
export const soundPolicy = {
  ...dispatchPolicy,
  ...authorizationPolicy,
  ...requestPolicy,
  ...registrationPolicy,
  ...assertionPolicy,
  ...credentialPolicy,
  ...extensionPolicy,
  ...signingPolicy,
  ...informationPolicy,
};

/** Every decision a key makes, by name. */
export type Policy = typeof soundPolicy;
