import { fromBase64url } from '../../../src/bytes/base64url.ts';
import { soundVariant } from '../../../src/ceremonies/algorithms.ts';
import { testAuthority, testRoots } from '../../../src/ceremonies/authority.ts';
import { SAFETYNET_TIME_MS } from '../../../src/ceremonies/formats/android-safetynet.ts';
import type { RegistrationHooks } from '../../../src/ceremonies/hooks.ts';
import type { MadeAssertion } from '../../../src/ceremonies/make-assertion.ts';
import { type MadeRegistration, makeRegistration } from '../../../src/ceremonies/make-registration.ts';
import type { CreationRequest } from '../../../src/ceremonies/request.ts';
import type { RegistrationVariant } from '../../../src/ceremonies/variant.ts';
import type { AuthenticationResponseJson, RegistrationResponseJson } from '../../../src/codec/webauthn-json.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';
import type { AssertionInput, RegistrationInput, StoredCredential } from '../../../src/verifier/webauthn/input.ts';

/** A request as a relying party at example.org makes it. */
export const request: CreationRequest = {
  challenge: seededRandom('challenge').bytes(32),
  origin: 'https://example.org',
  rpId: 'example.org',
  userHandle: seededRandom('user').bytes(16),
};

/** When ceremonies are, unless they say: within the validity of all certificates. */
export const AT_MS = SAFETYNET_TIME_MS;

/** Chance and authority of a seed. */
export function toolsOf(seed: number | string) {
  return { random: seededRandom(seed), authority: testAuthority() };
}

/** A registration of a variant. */
export function made(
  overrides: Partial<RegistrationVariant> = {},
  hooks: RegistrationHooks = {},
  asked: CreationRequest = request,
  seed: number | string = 'registration',
): MadeRegistration {
  return makeRegistration(asked, soundVariant(overrides), toolsOf(seed), hooks);
}

/** A registration as the verifier is handed it. */
export function registrationInput({ response }: MadeRegistration, asked: CreationRequest = request): RegistrationInput {
  const json = response as RegistrationResponseJson;
  return {
    response: {
      id: json.id,
      rawId: fromBase64url(json.rawId),
      type: json.type,
      clientDataJSON: fromBase64url(json.response.clientDataJSON),
      attestationObject: fromBase64url(json.response.attestationObject),
      clientExtensionResults: json.clientExtensionResults,
    },
    expected: {
      ...expectedOf(asked),
      attestation: { anchors: testRoots(), atMs: AT_MS, acceptSafetyNet: true },
    },
  };
}

/** An assertion as the verifier is handed it. */
export function assertionInput(
  { response }: MadeAssertion,
  credential: StoredCredential,
  asked: Omit<CreationRequest, 'userHandle'> = request,
): AssertionInput {
  const json = response as AuthenticationResponseJson;
  const { userHandle } = json.response;
  return {
    response: {
      id: json.id,
      rawId: fromBase64url(json.rawId),
      type: json.type,
      clientDataJSON: fromBase64url(json.response.clientDataJSON),
      authenticatorData: fromBase64url(json.response.authenticatorData),
      signature: fromBase64url(json.response.signature),
      ...(typeof userHandle === 'string' ? { userHandle: fromBase64url(userHandle) } : {}),
      clientExtensionResults: json.clientExtensionResults,
    },
    credential,
    expected: expectedOf(asked),
  };
}

function expectedOf(asked: Omit<CreationRequest, 'userHandle'>) {
  return {
    challenge: asked.challenge,
    origins: [asked.origin],
    rpId: asked.rpId,
    unsolicitedExtensions: 'refused' as const,
    ...(asked.crossOrigin === true ? { crossOrigin: 'allowed' as const } : {}),
    ...(asked.topOrigin === undefined ? {} : { topOrigins: [asked.topOrigin] }),
    ...(asked.extensions === undefined ? {} : { extensions: asked.extensions }),
  };
}
