import { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64url } from '../../../src/bytes/base64url.ts';
import { algorithmsOf } from '../../../src/ceremonies/algorithms.ts';
import { testRoots } from '../../../src/ceremonies/authority.ts';
import { makeAssertion, soundAssertionVariant } from '../../../src/ceremonies/make-assertion.ts';
import type { AttestationKind } from '../../../src/ceremonies/variant.ts';
import { coseAlgorithm } from '../../../src/codec/cose-key.ts';
import { made, request, toolsOf } from './sound.ts';

const { ES256, ES384, ES512, EdDSA, RS256, PS256 } = coseAlgorithm;
const known: readonly number[] = [ES256, ES384, ES512, EdDSA, RS256, PS256];
// What it knows: no compound; android-safetynet only within a minute of the wall clock; android-key with EC keys only.
const kinds: readonly AttestationKind[] = [
  'none',
  'packed-self',
  'packed-x5c',
  'fido-u2f',
  'tpm',
  'android-key',
  'apple',
];
const cases = kinds.flatMap((attestation) =>
  algorithmsOf(attestation)
    .filter((alg) => known.includes(alg) && (attestation !== 'android-key' || alg === ES256))
    .map((alg) => ({ attestation, alg })),
);

/** A verifier by other people: what both of our witnesses got wrong together would show here. */
describe('a sound ceremony before @simplewebauthn/server', () => {
  beforeAll(() => {
    for (const identifier of ['packed', 'fido-u2f', 'tpm', 'android-key', 'apple'] as const) {
      SettingsService.setRootCertificates({ identifier, certificates: testRoots().map((root) => Buffer.from(root)) });
    }
  });

  it.each(cases)('of $attestation with algorithm $alg is accepted', async ({ attestation, alg }) => {
    const { response, credential } = made({ attestation, alg });
    const expected = {
      expectedChallenge: toBase64url(request.challenge),
      expectedOrigin: request.origin,
      expectedRPID: request.rpId,
    };
    const registered = await verifyRegistrationResponse({
      ...expected,
      response: response as never,
      supportedAlgorithmIDs: [alg],
    });
    expect(registered.verified).toBe(true);
    const assertion = makeAssertion(request, credential, soundAssertionVariant(), toolsOf('assertion'));
    const asserted = await verifyAuthenticationResponse({
      ...expected,
      response: assertion.response as never,
      credential: registered.registrationInfo!.credential,
    });
    expect(asserted.verified).toBe(true);
  });
});
