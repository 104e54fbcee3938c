import { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { COSEALG } from '@simplewebauthn/server/helpers';
import type { VerifierAdapter } from '../../../conformance/engine/adapter-party.ts';
import { testRoots } from '../../../src/ceremonies/authority.ts';

/** What is stored after a registration, as the library's guide says. */
export type StoredPasskey = NonNullable<
  Awaited<ReturnType<typeof verifyRegistrationResponse>>['registrationInfo']
>['credential'];

type RegistrationResponse = Parameters<typeof verifyRegistrationResponse>[0]['response'];
type AuthenticationResponse = Parameters<typeof verifyAuthenticationResponse>[0]['response'];

/** The algorithms that the library names, without RS1, which is for certificates, and ML-DSA, which Node 20 has not. */
export const simpleWebAuthnAlgorithms: readonly number[] = [
  COSEALG.ES256,
  COSEALG.EdDSA,
  COSEALG.RS256,
  COSEALG.ES384,
  COSEALG.ES512,
  COSEALG.PS256,
  COSEALG.PS384,
  COSEALG.PS512,
  COSEALG.RS384,
  COSEALG.RS512,
  COSEALG.ES256K,
];

const formatsWithRoots = ['packed', 'fido-u2f', 'tpm', 'android-key', 'android-safetynet', 'apple'] as const;

/**
 * `@simplewebauthn/server` as a careful user calls it: our root alone for every format, user verification as the request
 * has it, and what its guide leaves to the caller (the id is new, the owner is the user) done here.
 */
export function simpleWebAuthn(): VerifierAdapter<StoredPasskey> {
  for (const identifier of formatsWithRoots) {
    SettingsService.setRootCertificates({ identifier, certificates: [...testRoots()] as Uint8Array<ArrayBuffer>[] });
  }
  return {
    verifyRegistration: async (response, expected) => {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: response as unknown as RegistrationResponse,
        expectedChallenge: expected.challenge,
        expectedOrigin: [...expected.origins],
        expectedRPID: expected.rpId,
        requireUserVerification: expected.userVerification === 'required',
        supportedAlgorithmIDs: [...expected.algorithms],
      });
      if (!verified || registrationInfo === undefined) return { accepted: false, because: 'verified is false' };
      const { credential } = registrationInfo;
      if (expected.isRegistered(credential.id)) return { accepted: false, because: 'the id is registered' };
      return { accepted: true, credential };
    },
    verifyAssertion: async (response, expected) => {
      const { credential } = expected;
      if (response.id !== credential.id) return { accepted: false, because: 'no passkey has that id' };
      const { userHandle } = response.response;
      if (typeof userHandle === 'string' && userHandle !== expected.userHandle) {
        return { accepted: false, because: 'the passkey is of another user' };
      }
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: response as AuthenticationResponse,
        expectedChallenge: expected.challenge,
        expectedOrigin: [...expected.origins],
        expectedRPID: expected.rpId,
        credential,
        requireUserVerification: expected.userVerification === 'required',
      });
      if (!verified) return { accepted: false, because: 'verified is false' };
      return { accepted: true, credential: { ...credential, counter: authenticationInfo.newCounter } };
    },
  };
}
