import {
  createRelyingParty,
  type PartySession,
  type RelyingPartySettings,
  type SimulatedRelyingParty,
} from '../../../../simulators/verifier/relying-party.ts';
import { fromBase64url } from '../../../../src/bytes/base64url.ts';
import { testAuthority, testRoots } from '../../../../src/ceremonies/authority.ts';
import { SAFETYNET_TIME_MS } from '../../../../src/ceremonies/formats/android-safetynet.ts';
import type { AssertionHooks, RegistrationHooks } from '../../../../src/ceremonies/hooks.ts';
import type { MadeCredential } from '../../../../src/ceremonies/made-credential.ts';
import { makeAssertion, soundAssertionVariant } from '../../../../src/ceremonies/make-assertion.ts';
import { makeRegistration } from '../../../../src/ceremonies/make-registration.ts';
import type { AssertionVariant, RegistrationVariant } from '../../../../src/ceremonies/variant.ts';
import { coseAlgorithm } from '../../../../src/codec/cose-key.ts';
import type { CreationOptionsJson, RequestOptionsJson } from '../../../../src/codec/webauthn-json.ts';
import { ManualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';

export const origin = 'https://rp.example';

/** A relying party for tests, and the clock that it reads. */
export function openParty(settings: Partial<RelyingPartySettings> = {}): {
  readonly party: SimulatedRelyingParty;
  readonly clock: ManualClock;
} {
  // the time of the SafetyNet responses that ceremonies are made with
  const clock = new ManualClock(SAFETYNET_TIME_MS);
  const party = createRelyingParty({
    rpId: 'rp.example',
    origins: [origin],
    random: seededRandom('party'),
    clock,
    anchors: testRoots(),
    ...settings,
  });
  return { party, clock };
}

/** The chance and authority of ceremonies in tests. */
export const tools = { random: seededRandom('ceremonies'), authority: testAuthority() };

export const soundVariant: RegistrationVariant = {
  attestation: 'none',
  alg: coseAlgorithm.ES256,
  userVerified: true,
  backupEligible: false,
  backupState: false,
  signCount: 1,
  credentialIdLength: 32,
};

/** The response to creation options. */
export function created(
  options: CreationOptionsJson,
  variant: Partial<RegistrationVariant> = {},
  hooks: RegistrationHooks = {},
): { readonly response: unknown; readonly credential: MadeCredential } {
  const request = {
    challenge: fromBase64url(options.challenge),
    origin,
    rpId: options.rp.id ?? '',
    userHandle: fromBase64url(options.user.id),
    ...(options.extensions === undefined ? {} : { extensions: options.extensions }),
  };
  return makeRegistration(request, { ...soundVariant, ...variant }, tools, hooks);
}

/** The response to request options. */
export function asserted(
  options: RequestOptionsJson,
  credential: MadeCredential,
  variant: Partial<AssertionVariant> = {},
  hooks: AssertionHooks = {},
): unknown {
  const request = {
    challenge: fromBase64url(options.challenge),
    origin,
    rpId: options.rpId ?? '',
    ...(options.extensions === undefined ? {} : { extensions: options.extensions }),
  };
  return makeAssertion(request, credential, soundAssertionVariant(variant), tools, hooks).response;
}

/** A credential of a new account. */
export async function enrolled(
  party: PartySession,
  username: string,
  variant: Partial<RegistrationVariant> = {},
): Promise<MadeCredential> {
  const options = await party.attestationOptions({ username, displayName: username, attestation: 'direct' });
  const { response, credential } = created(options, variant);
  const verdict = await party.attestationResult(response);
  if (verdict.kind === 'refused') throw new Error(`a sound registration is refused: ${verdict.because}`);
  return credential;
}
