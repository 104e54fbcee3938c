import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import { encodeAuthenticationResponse, encodeRegistrationResponse } from '../../../../src/codec/webauthn-json.ts';
import { keepCredentialKey } from '../../../../src/verifier/webauthn/credential-key.ts';
import type { AssertionJsonInput, RegistrationJsonInput } from '../../../../src/verifier/webauthn/input.ts';
import { verifyAssertion } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { assertion, challenge, credentialId, es256, registration, userHandle } from './ceremony-builder.ts';

const registrationJson = encodeRegistrationResponse({ ...registration('packed').response, transports: ['usb', 'nfc'] });
const assertionJson = encodeAuthenticationResponse(assertion().response);

function registered(response: unknown): RegistrationJsonInput {
  return { response, expected: { ...registration('packed').expected, challenge: toBase64url(challenge) } };
}

function asserted(response: unknown): AssertionJsonInput {
  const { credential, expected } = assertion();
  return {
    response,
    credential: {
      ...credential,
      id: toBase64url(credentialId),
      publicKey: toBase64url(es256.publicKeyBytes),
      userHandle: toBase64url(userHandle),
    },
    expected: { ...expected, challenge: toBase64url(challenge), allowCredentials: [toBase64url(credentialId)] },
  };
}

describe('a response in JSON', () => {
  it('is judged as its bytes are', () => {
    const inBytes = verifyRegistration(registration('packed'));
    const inJson = verifyRegistration(registered(registrationJson));
    expect(inJson).toMatchObject({ kind: 'accepted', credential: { transports: ['usb', 'nfc'] } });
    expect(inJson.steps[0]).toMatchObject({ spec: { section: '5.1' }, outcome: 'passed' });
    expect(inJson.steps.slice(1)).toEqual(inBytes.steps.map((step) => expect.objectContaining({ says: step.says })));
    expect(verifyAssertion(asserted(assertionJson))).toMatchObject({
      kind: 'accepted',
      credentialId,
      update: { signCount: 7 },
    });
  });

  it('may stand beside a record in bytes, and bytes beside a record in texts', () => {
    const { credential, expected } = assertion();
    const kept = { ...credential, publicKey: keepCredentialKey(es256.publicKeyBytes) };
    expect(verifyAssertion({ response: assertionJson, credential: kept, expected })).toMatchObject({
      kind: 'accepted',
    });
    const { response } = assertion();
    expect(verifyAssertion({ ...asserted(undefined), response })).toMatchObject({ kind: 'accepted' });
    const inBytes = registration('packed').response;
    expect(verifyRegistration(registered(inBytes))).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'a response'],
    ['an array', []],
    ['an empty object', {}],
    ['a rawId with padding', { ...registrationJson, rawId: `${registrationJson.rawId}=` }],
    ['a rawId that is a number', { ...registrationJson, rawId: 5 }],
    ['no response', { ...registrationJson, response: undefined }],
    ['an assertion', assertionJson],
    ['a type that is no text', { ...registrationJson, type: 1 }],
    ['extension results that are a text', { ...registrationJson, clientExtensionResults: 'none' }],
  ])('is refused where it is %s', (_what, response) => {
    expect(verifyRegistration(registered(response))).toMatchObject({
      kind: 'rejected',
      code: 'response-malformed',
      spec: { section: '5.1' },
    });
  });

  it('is refused at an assertion where it is that of a registration', () => {
    expect(verifyAssertion(asserted(registrationJson))).toMatchObject({ code: 'response-malformed' });
  });

  it('ends in a verdict whatever it is', () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.record(
        {
          id: fc.string(),
          rawId: fc.oneof(fc.string(), fc.constant(registrationJson.rawId)),
          type: fc.constantFrom('public-key', 'password', 1),
          response: fc.oneof(
            fc.jsonValue(),
            fc.constant(registrationJson.response),
            fc.constant(assertionJson.response),
          ),
          clientExtensionResults: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    );
    const judged = (response: unknown): void => {
      expect(['accepted', 'rejected']).toContain(verifyRegistration(registered(response)).kind);
      expect(['accepted', 'rejected']).toContain(verifyAssertion(asserted(response)).kind);
    };
    fc.assert(fc.property(anything, judged), { seed: 11, numRuns: 400 });
  });

  it('calls texts of the caller that are not base64url a mistake', () => {
    const input = registered(registrationJson);
    expect(() => verifyRegistration({ ...input, expected: { ...input.expected, challenge: 'a+b' } })).toThrow(
      /verifyRegistration: expected\.challenge: expected bytes or base64url without padding/,
    );
    const login = asserted(assertionJson);
    expect(() => verifyAssertion({ ...login, credential: { ...login.credential, id: '=' } })).toThrow(TypeError);
  });
});
