import { assertionPolicy } from './policy/assertion.ts';
import { authorizationPolicy } from './policy/authorization.ts';
import { credentialPolicy } from './policy/credentials.ts';
import { dispatchPolicy } from './policy/dispatch.ts';
import { extensionPolicy } from './policy/extensions.ts';
import { informationPolicy } from './policy/information.ts';
import { managementPolicy } from './policy/management.ts';
import { pinPolicy } from './policy/pin.ts';
import { registrationPolicy } from './policy/registration.ts';
import { requestPolicy } from './policy/request.ts';
import { resetPolicy } from './policy/reset.ts';
import { signingPolicy } from './policy/signing.ts';
import { tokenPolicy } from './policy/token.ts';
import { u2fPolicy } from './policy/u2f.ts';

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
  ...managementPolicy,
  ...pinPolicy,
  ...resetPolicy,
  ...tokenPolicy,
  ...u2fPolicy,
};

/** Every decision a key makes, by name. */
export type Policy = typeof soundPolicy;
