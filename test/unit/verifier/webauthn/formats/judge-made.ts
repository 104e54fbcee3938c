import type { RegistrationHooks } from '../../../../../src/ceremonies/hooks.ts';
import type { AttestationKind } from '../../../../../src/ceremonies/variant.ts';
import type { AttestationPolicy } from '../../../../../src/verifier/webauthn/input.ts';
import { type Profile, strict } from '../../../../../src/verifier/webauthn/profile.ts';
import type { RegistrationVerdict } from '../../../../../src/verifier/webauthn/verdict.ts';
import { verifyRegistration } from '../../../../../src/verifier/webauthn/verify-registration.ts';
import { made, registrationInput } from '../../../ceremonies/sound.ts';

/** The verdict on a made registration, spoiled by the hooks, under a policy beside that of the sound one. */
export function judgeMade(
  attestation: AttestationKind,
  hooks: RegistrationHooks = {},
  policy: AttestationPolicy = {},
  profile: Profile = strict,
): RegistrationVerdict {
  const input = registrationInput(made({ attestation }, hooks));
  const { expected } = input;
  return verifyRegistration({
    ...input,
    expected: { ...expected, attestation: { ...expected.attestation, ...policy } },
    profile,
  });
}

/** The verdict in a word: accepted, or the code of the refusal. */
export function wordOf(verdict: RegistrationVerdict): string {
  return verdict.kind === 'rejected' ? verdict.code : 'accepted';
}

/** A profile that waives one duty alone. */
export function waiving(relaxation: keyof Profile['waives']): Profile {
  return { name: relaxation, waives: { [relaxation]: true } };
}
