import type { VerifierDecisions } from '../../verifier/decisions.ts';

/** One fault of a relying party, and who must notice. */
export interface VerifierMutant {
  /** `verifier.forgets-origin`. */
  readonly id: string;
  /** The fault in one sentence. */
  readonly fault: string;
  /** `SHOULD`: it breaks only what the standard leaves to policy; its run exits 0 and it counts as killed when observed. */
  readonly level: 'MUST' | 'SHOULD';
  /** The rules that must catch it, each of them. */
  readonly caughtBy: readonly string[];
  /** The sound decisions with exactly one of them spoiled. */
  readonly twist: (sound: VerifierDecisions) => VerifierDecisions;
}

/** Makes a fault of a relying party; the level is MUST unless said. */
export function verifierMutant(
  definition: Omit<VerifierMutant, 'level'> & { readonly level?: VerifierMutant['level'] },
): VerifierMutant {
  return { level: 'MUST', ...definition };
}

/** The ids of rules that refuse registrations spoiled so. */
export function refusesRegistration(...spoils: readonly string[]): string[] {
  return spoils.map((id) => `verifier.registration.refuses.${id}`);
}

/** The ids of rules that refuse assertions spoiled so. */
export function refusesAssertion(...spoils: readonly string[]): string[] {
  return spoils.map((id) => `verifier.assertion.refuses.${id}`);
}
