import { describe, expect, it } from 'vitest';
import { profiles } from '../../../../src/verifier/webauthn/profile.ts';
import { verifyAssertion } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyAssertionBytes } from '../../../../src/verifier/webauthn/verify-assertion-bytes.ts';
import { verifyAttestationBytes } from '../../../../src/verifier/webauthn/verify-attestation-bytes.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { assertion, registration } from './ceremony-builder.ts';
import { AT_MS, authority, judgePath, leafBy } from './path-builder.ts';

/** Expectations that a caller writes by mistake, each of which would let a duty go unjudged. */
const mistakes: Readonly<Record<string, unknown>> = {
  origins: 'https://example.org',
  topOrigins: 'https://example.org',
  crossOrigin: false,
  userVerification: true,
  userPresence: 'optional',
  extensions: 'credProps',
  unsolicitedExtensions: true,
};

const registrationMistakes: Readonly<Record<string, unknown>> = {
  pubKeyCredParams: [-7],
  isRegistered: [],
  residentKey: true,
  attestation: 'direct',
};

const assertionMistakes: Readonly<Record<string, unknown>> = {
  allowCredentials: [{ type: 'public-key', id: new Uint8Array(1) }],
  userHandle: true,
  appId: true,
};

const policyMistakes: Readonly<Record<string, unknown>> = {
  acceptNone: 'no',
  anchors: new Uint8Array(8),
  atMs: '2026-01-01',
  formats: 'packed',
  metadata: {},
  compound: { required: 'some' },
  sha1Certificates: 1,
  revocation: { crls: ['a list'] },
};

const recordMistakes: Readonly<Record<string, unknown>> = {
  backupEligible: null,
  uvInitialized: 1,
  userHandle: null,
  signCount: Number.NaN,
};

describe('arguments of the wrong type', () => {
  it.each(Object.entries({ ...mistakes, ...registrationMistakes }))(
    'of a registration throw a TypeError that names them: %s',
    (name, value) => {
      const { response, expected } = registration('packed');
      const input = { response, expected: { ...expected, [name]: value } } as never;
      expect(() => verifyRegistration(input)).toThrow(new RegExp(`^verifyRegistration: expected\\.${name}`));
      expect(() => verifyRegistration(input)).toThrow(TypeError);
    },
  );

  it.each(Object.entries({ ...mistakes, ...assertionMistakes }))(
    'of an assertion throw a TypeError that names them: %s',
    (name, value) => {
      const sound = assertion();
      const input = { ...sound, expected: { ...sound.expected, [name]: value } } as never;
      expect(() => verifyAssertion(input)).toThrow(new RegExp(`^verifyAssertion: expected\\.${name}`));
      expect(() => verifyAssertion(input)).toThrow(TypeError);
    },
  );

  it.each(Object.entries(policyMistakes))(
    'of an attestation policy throw a TypeError that names them: %s',
    (name, value) => {
      const { response, expected } = registration('none');
      const input = { response, expected: { ...expected, attestation: { [name]: value } } } as never;
      expect(() => verifyRegistration(input)).toThrow(
        new RegExp(`^verifyRegistration: expected\\.attestation\\.${name}`),
      );
      expect(() => verifyRegistration(input)).toThrow(TypeError);
    },
  );

  it.each(Object.entries(recordMistakes))(
    'of a credential record throw a TypeError that names them: %s',
    (name, value) => {
      const sound = assertion();
      const input = { ...sound, credential: { ...sound.credential, [name]: value } } as never;
      expect(() => verifyAssertion(input)).toThrow(new RegExp(`^verifyAssertion: credential\\.${name}`));
      expect(() => verifyAssertion(input)).toThrow(TypeError);
    },
  );

  it('is the name of a profile in place of one', () => {
    expect(Object.keys(profiles)).toContain('microsoft');
    const profile = 'microsoft' as never;
    expect(() => verifyRegistration({ ...registration('none'), profile })).toThrow(/profile/);
    expect(() => verifyAssertion({ ...assertion(), profile })).toThrow(/profile/);
  });

  it('is a key that answers with a promise: it holds for no signature', () => {
    const sound = assertion();
    const verify = (async () => false) as never;
    const verdict = verifyAssertion({ ...sound, credential: { ...sound.credential, publicKey: { alg: -7, verify } } });
    expect(verdict).toMatchObject({ kind: 'rejected', code: 'signature-invalid' });
  });

  it('is a time that is no number: validity would pass unjudged', () => {
    const root = authority('Root');
    const policy = { anchors: [root.der], atMs: AT_MS };
    expect(judgePath([leafBy(root)], policy)).toBe('trusted');
    expect(() => judgePath([leafBy(root)], { ...policy, atMs: Number.NaN })).toThrow(TypeError);
  });

  it('is looked for where bytes alone are judged', () => {
    const { response, credential } = assertion();
    const { authenticatorData, signature } = response;
    const bytes = { clientDataHash: new Uint8Array(32), rpId: 'example.org' };
    const expected = { userVerification: true } as never;
    const { publicKey } = credential;
    expect(() => verifyAssertionBytes({ ...bytes, authenticatorData, signature, publicKey, expected })).toThrow(
      TypeError,
    );
    const { attestationObject } = registration('none').response;
    expect(() => verifyAttestationBytes({ ...bytes, attestationObject, expected })).toThrow(TypeError);
  });
});

describe('what a client may have written beside the bytes', () => {
  it.each([5, 5n, Symbol('public-key'), { toJSON: null }, null])('is refused as a type: %s', (type) => {
    const sound = assertion();
    const response = { ...sound.response, type: type as never };
    expect(verifyAssertion({ ...sound, response })).toMatchObject({
      kind: 'rejected',
      code: 'credential-type-mismatch',
    });
  });

  it('is read without running its getters', () => {
    const sound = assertion();
    const clientExtensionResults = {
      get appid(): boolean {
        throw new RangeError('a getter ran');
      },
    };
    expect(verifyAssertion({ ...sound, response: { ...sound.response, clientExtensionResults } }).kind).toBe(
      'accepted',
    );
  });
});
