import { algorithmsOf, soundVariant } from '../../../../src/ceremonies/algorithms.ts';
import { testRoots } from '../../../../src/ceremonies/authority.ts';
import type { RegistrationHooks } from '../../../../src/ceremonies/hooks.ts';
import { makeRegistration } from '../../../../src/ceremonies/make-registration.ts';
import { testRevocationLists } from '../../../../src/ceremonies/spoils/revoked.ts';
import type { AttestationKind } from '../../../../src/ceremonies/variant.ts';
import { coseAlgorithm } from '../../../../src/codec/cose-key.ts';
import type { AttestationPolicy } from '../../../../src/verifier/webauthn/input.ts';
import type { RegistrationVerdict } from '../../../../src/verifier/webauthn/verdict.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { AT_MS, registrationInput, request, toolsOf } from '../sound.ts';

/** A relying party that trusts our roots alone, consults their lists and takes every format. */
export const trusting: AttestationPolicy = {
  anchors: testRoots(),
  atMs: AT_MS,
  acceptSafetyNet: true,
  revocation: { crls: testRevocationLists(), required: true },
};

/** A relying party that judges statements and knows no roots. */
export const rootless: AttestationPolicy = { atMs: AT_MS, acceptSafetyNet: true };

/** One way to make a sound registration of a kind. */
export interface Way {
  readonly kind: AttestationKind;
  readonly alg: number;
  readonly seed: number;
}

const { ES256, RS256 } = coseAlgorithm;

/** Ways to make a registration of that kind: a few algorithms, unless some are asked for, and as many seeds, so that what is drawn differs. */
export function waysOf(kind: AttestationKind, seeds: number, algorithms?: readonly number[]): Way[] {
  const usual = kind === 'fido-u2f' || kind === 'apple' ? [ES256] : [ES256, RS256];
  const possible = (algorithms ?? usual).filter((alg) => algorithmsOf(kind).includes(alg));
  return possible.flatMap((alg) => Array.from({ length: seeds }, (_, seed) => ({ kind, alg, seed })));
}

/** The verdict of the reference verifier, under its strict profile, on a registration made that way. */
export function verdictOn(way: Way, hooks: RegistrationHooks, attestation: AttestationPolicy): RegistrationVerdict {
  const variant = soundVariant({ attestation: way.kind, alg: way.alg });
  const input = registrationInput(makeRegistration(request, variant, { ...toolsOf(way.seed), nowMs: AT_MS }, hooks));
  return verifyRegistration({ ...input, expected: { ...input.expected, attestation } });
}

const soundVerdicts = new Map<string, RegistrationVerdict>();

/** The verdict on the sound registration made that way, judged once. */
export function soundVerdictOn(way: Way, attestation: AttestationPolicy): RegistrationVerdict {
  const name = `${way.kind} ${way.alg} ${way.seed} ${attestation === trusting}`;
  const known = soundVerdicts.get(name) ?? verdictOn(way, {}, attestation);
  soundVerdicts.set(name, known);
  return known;
}
