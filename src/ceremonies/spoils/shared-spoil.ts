import type { AssertionHooks } from '../hooks.ts';
import type { AssertionSpoil, RegistrationSpoil, SpoiledStep, SpoilNeeds } from '../spoil.ts';

/** A spoil that both ceremonies know, each with its own clauses. */
export interface SharedSpoil {
  readonly id: string;
  readonly says: string;
  readonly level: 'MUST' | 'SHOULD';
  readonly registration: readonly SpoiledStep[];
  readonly assertion: readonly SpoiledStep[];
  readonly needs?: SpoilNeeds;
  readonly hooks: Omit<AssertionHooks, 'signedBytes' | 'signature'>;
}

/** A numbered step of the registration ceremony, WebAuthn Level 3 section 7.1. */
export function registrationStep(step: string): SpoiledStep {
  return { section: '7.1', step };
}

/** A numbered step of the authentication ceremony, WebAuthn Level 3 section 7.2. */
export function assertionStep(step: string): SpoiledStep {
  return { section: '7.2', step };
}

/** A section of WebAuthn Level 3 whose duties have no numbers. */
export function clause(section: string): SpoiledStep {
  return { section };
}

/** The shared spoil as one of a registration. */
export function inRegistration({ registration, assertion: _, ...shared }: SharedSpoil): RegistrationSpoil {
  return { ceremony: 'registration', ...shared, steps: registration };
}

/** The shared spoil as one of an assertion. */
export function inAssertion({ assertion, registration: _, ...shared }: SharedSpoil): AssertionSpoil {
  return { ceremony: 'assertion', ...shared, steps: assertion };
}
