import { authorizationPolicy } from './policy/authorization.ts';
import { dispatchPolicy } from './policy/dispatch.ts';

/** The decisions of a sound key, one pure function each. A mutant replaces exactly one. */
export const soundPolicy = {
  ...dispatchPolicy,
  ...authorizationPolicy,
};

/** Every decision a key makes, by name. */
export type Policy = typeof soundPolicy;
