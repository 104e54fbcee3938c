import { describe, expect, it } from 'vitest';
import { algorithmsOf, soundVariant } from '../../../../src/ceremonies/algorithms.ts';
import type { AssertionHooks, RegistrationHooks } from '../../../../src/ceremonies/hooks.ts';
import { makeAssertion, soundAssertionVariant } from '../../../../src/ceremonies/make-assertion.ts';
import { makeRegistration } from '../../../../src/ceremonies/make-registration.ts';
import type { AssertionSpoil, RegistrationSpoil, SpoilNeeds } from '../../../../src/ceremonies/spoil.ts';
import type { AttestationKind, RegistrationVariant } from '../../../../src/ceremonies/variant.ts';
import { decodeAuthenticationResponse, decodeRegistrationResponse } from '../../../../src/codec/webauthn-json.ts';
import { ceremonyAlgorithms } from '../../../../src/crypto/signing-key.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import type { SpecReference } from '../../../../src/verifier/webauthn/step.ts';
import { verifyAssertion } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { request, toolsOf } from '../sound.ts';

type Ruling =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly because: string; readonly at: string };

/** Declares one test for each spoil: its sound twin is accepted, the spoil is refused at a clause that it names. */
export function eachIsRefused(name: string, spoils: readonly (RegistrationSpoil | AssertionSpoil)[]): void {
  describe(name, () => {
    it.each(spoils.map((spoil) => [`${spoil.ceremony} ${spoil.id}`, spoil] as const))('%s is refused', (_, spoil) => {
      expect(rulingOn(spoil, {})).toMatchObject({ kind: 'accepted' });
      const ruling = rulingOn(spoil, spoil.hooks);
      const clauses = spoil.steps.map(({ document = 'WebAuthn Level 3', ...rest }) => written({ document, ...rest }));
      expect(ruling.kind).toBe('rejected');
      if (ruling.kind === 'rejected') expect(clauses, ruling.because).toContain(ruling.at);
    });
  });
}

function rulingOn(spoil: RegistrationSpoil | AssertionSpoil, hooks: RegistrationHooks & AssertionHooks): Ruling {
  return spoil.ceremony === 'registration' ? ofRegistration(spoil.needs, hooks) : ofAssertion(spoil.needs, hooks);
}

function ofRegistration(needs: SpoilNeeds | undefined, hooks: RegistrationHooks): Ruling {
  const asked = { ...request, ...(needs?.extensions === undefined ? {} : { extensions: needs.extensions }) };
  const made = makeRegistration(asked, variantFor(needs), toolsOf('spoiled'), hooks);
  return ruled(() =>
    verifyRegistration({
      response: decodeRegistrationResponse(made.response),
      expected: {
        ...expectedOf(needs),
        pubKeyCredParams: ceremonyAlgorithms
          .filter((alg) => alg !== -65535)
          .map((alg) => ({ type: 'public-key', alg })),
      },
    }),
  );
}

function ofAssertion(needs: SpoilNeeds | undefined, hooks: AssertionHooks): Ruling {
  const asked = { ...request, ...(needs?.extensions === undefined ? {} : { extensions: needs.extensions }) };
  const { credential } = makeRegistration(request, variantFor(needs), toolsOf('spoiled'));
  const record = {
    id: credential.id,
    publicKey: credential.publicKeyBytes,
    signCount: credential.signCount,
    backupEligible: credential.backupEligible,
    userHandle: credential.userHandle,
  };
  const made = makeAssertion(
    asked,
    credential,
    soundAssertionVariant({ userHandle: true }),
    toolsOf('assertion'),
    hooks,
  );
  return ruled(() =>
    verifyAssertion({
      response: decodeAuthenticationResponse(made.response),
      credential: record,
      expected: { ...expectedOf(needs), allowCredentials: [record.id] },
    }),
  );
}

function variantFor(needs: SpoilNeeds = {}): RegistrationVariant {
  const attestation: AttestationKind = needs.kinds?.[0] ?? 'none';
  const alg = needs.algorithms?.find((one) => algorithmsOf(attestation).includes(one)) ?? -7;
  return soundVariant({ attestation, alg, backupEligible: needs.backupEligible ?? false, signCount: 5 });
}

function expectedOf(needs: SpoilNeeds = {}) {
  const { challenge, origin, rpId } = request;
  return {
    challenge,
    origins: [origin],
    rpId,
    ...(needs.userVerification === undefined ? {} : { userVerification: needs.userVerification }),
    ...(needs.extensions === undefined ? {} : { extensions: needs.extensions }),
  };
}

/** The JSON of a response is read by the codec before the verifier sees it; what is no such JSON falls under section 5.1. */
function ruled(judge: () => { kind: 'accepted' } | { kind: 'rejected'; because: string; spec: SpecReference }): Ruling {
  try {
    const verdict = judge();
    return verdict.kind === 'accepted'
      ? { kind: 'accepted' }
      : { kind: 'rejected', because: verdict.because, at: written(verdict.spec) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return {
      kind: 'rejected',
      because: error.message,
      at: written({ document: 'WebAuthn Level 3', section: '5.1' }),
    };
  }
}

function written({ document, section, step }: SpecReference): string {
  return `${document} ${section}${step === undefined ? '' : ` step ${step}`}`;
}
