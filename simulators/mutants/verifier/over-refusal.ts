import { fromUtf8 } from '../../../src/bytes/bytes.ts';
import { decodeAttestationObject } from '../../../src/codec/attestation-object.ts';
import { type AuthenticatorData, decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { coseAlgorithm } from '../../../src/codec/cose-key.ts';
import type { AssertionInput, RegistrationInput } from '../../../src/verifier/webauthn/input.ts';
import { authDataOf, both, clientDataOf, refusesAssertions, refusesRegistrations, tried } from './twists.ts';
import { type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

/** The algorithms that are offered beside ES256, which every key has. */
const algorithms = [
  'ES384',
  'ES512',
  'ESP256',
  'ESP384',
  'ESP512',
  'ES256K',
  'EdDSA',
  'Ed25519',
  'Ed448',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
] as const;

type Input = RegistrationInput | AssertionInput;

/** Faults that lock sound users out. */
export const overRefusalMutants: readonly VerifierMutant[] = [
  ...algorithms.map(refusesAlgorithm),
  verifierMutant({
    id: 'verifier.registers-ed448-and-knows-it-no-more',
    fault: 'Takes a credential of Ed448 and refuses all its signatures.',
    caughtBy: ['verifier.assertion.accepts.algorithm.ed448'],
    twist: refusesAssertions('the algorithm of the stored key is not known', ({ credential: { publicKey } }) =>
      publicKey instanceof Uint8Array ? false : publicKey.alg === coseAlgorithm.Ed448,
    ),
  }),
  verifierMutant({
    id: 'verifier.lets-nobody-in',
    fault: 'Registers credentials and refuses every assertion.',
    caughtBy: [
      'verifier.assertion.accepts.sound',
      ...['ES256', ...algorithms].map((name) => `verifier.assertion.accepts.algorithm.${name.toLowerCase()}`),
    ],
    twist: refusesAssertions('nobody signs in today', () => true),
  }),
  verifierMutant({
    id: 'verifier.refuses-es256',
    fault: 'Prefers Ed25519, offers ES256 too, and refuses credentials of it.',
    caughtBy: ['verifier.registration.accepts.algorithm.es256'],
    twist: both(
      (sound) => ({
        ...sound,
        pubKeyCredParams: [{ type: 'public-key', alg: coseAlgorithm.Ed25519 }, ...sound.pubKeyCredParams],
      }),
      refusesRegistrations('ES256 is not supported', (input) => algorithmOf(input) === coseAlgorithm.ES256),
    ),
  }),
  ...(['none', 'packed', 'fido-u2f', 'tpm', 'android-key', 'android-safetynet', 'apple', 'compound'] as const).map(
    refusesFormat,
  ),
  verifierMutant({
    id: 'verifier.requires-verification-always',
    fault: 'Refuses assertions without UV, though UV was discouraged.',
    caughtBy: ['verifier.assertion.accepts.flags'],
    twist: refusesAssertions('UV is missing', (input) => dataOf(input)?.uv === false),
  }),
  verifierMutant({
    id: 'verifier.requires-verification-at-registration',
    fault: 'Refuses registrations without UV, though UV was discouraged.',
    caughtBy: ['verifier.registration.accepts.flags'],
    twist: refusesRegistrations('UV is missing', (input) => dataOf(input)?.uv === false),
  }),
  verifierMutant({
    id: 'verifier.refuses-synced-credentials',
    fault: 'Refuses credentials that are eligible for backup.',
    level: 'SHOULD',
    caughtBy: ['verifier.registration.accepts.backup-flags'],
    twist: refusesRegistrations('credentials that are backed up are not taken', (input) => dataOf(input)?.be === true),
  }),
  verifierMutant({
    id: 'verifier.refuses-changes-of-backup-state',
    fault: 'Refuses an assertion whose BS is not that of the ceremony before.',
    caughtBy: ['verifier.assertion.accepts.backup-state'],
    twist: refusesAssertions('BS changed', (input) => dataOf(input)?.bs !== input.credential.backupState),
  }),
  verifierMutant({
    id: 'verifier.refuses-zero-counters',
    fault: 'Refuses assertions of keys whose counter stays zero.',
    caughtBy: ['verifier.assertion.accepts.counters'],
    twist: refusesAssertions('the counter did not grow', (input) => dataOf(input)?.signCount === 0),
  }),
  verifierMutant({
    id: 'verifier.refuses-zero-counters-at-registration',
    fault: 'Refuses registrations of keys whose counter is zero.',
    caughtBy: ['verifier.registration.accepts.counter'],
    twist: refusesRegistrations('the counter is zero', (input) => dataOf(input)?.signCount === 0),
  }),
  verifierMutant({
    id: 'verifier.refuses-leaps-of-counters',
    fault: 'Refuses a counter that grew by 20,000 or more.',
    caughtBy: ['verifier.assertion.accepts.counters'],
    twist: refusesAssertions(
      'the counter grew too much',
      (input) => (dataOf(input)?.signCount ?? 0) - input.credential.signCount >= 20_000,
    ),
  }),
  verifierMutant({
    id: 'verifier.reads-counters-with-a-sign',
    fault: 'Reads counters of 2,147,483,648 and more as negative ones.',
    caughtBy: ['verifier.registration.accepts.counter', 'verifier.assertion.accepts.counters'],
    twist: both(
      refusesRegistrations('the counter is negative', (input) => (dataOf(input)?.signCount ?? 0) > 0x7fff_ffff),
      refusesAssertions('the counter is negative', (input) => (dataOf(input)?.signCount ?? 0) > 0x7fff_ffff),
    ),
  }),
  verifierMutant({
    id: 'verifier.refuses-ids-beyond-64-bytes',
    fault: 'Has room for 64 bytes of a credential id.',
    caughtBy: ['verifier.registration.accepts.credential-id-lengths'],
    twist: refusesRegistrations('the credential id is too long', (input) => input.response.rawId.length > 64),
  }),
  verifierMutant({
    id: 'verifier.refuses-ids-beyond-255-bytes',
    fault: 'Has room for 255 bytes of a credential id.',
    level: 'SHOULD',
    caughtBy: ['verifier.registration.accepts.long-credential-ids'],
    twist: refusesRegistrations('the credential id is too long', (input) => input.response.rawId.length > 255),
  }),
  verifierMutant({
    id: 'verifier.refuses-extension-outputs',
    fault: 'Refuses registrations with outputs of extensions, also of those that it asked for.',
    caughtBy: ['verifier.registration.accepts.extensions'],
    twist: refusesRegistrations('extensions are not known', (input) => {
      const outputs = input.response.clientExtensionResults ?? {};
      return Object.keys(outputs).length > 0 || dataOf(input)?.ed === true;
    }),
  }),
  refusesClientData(
    'refuses-unknown-members',
    'Refuses client data with members that it does not know.',
    'unknown-members',
    (input) => (clientDataOf(input)?.rest.size ?? 0) > 0,
  ),
  refusesClientData(
    'compares-client-data-as-text',
    'Expects type, challenge and origin at the places where they usually stand.',
    'another-order',
    ({ response }) => !(fromUtf8(response.clientDataJSON) ?? '').replace('\ufeff', '').startsWith('{"type":"'),
  ),
  refusesClientData(
    'refuses-byte-order-marks',
    'Refuses client data with a byte order mark, which decoding should have dropped.',
    'byte-order-mark',
    ({ response }) => response.clientDataJSON[0] === 0xef,
  ),
  refusesClientData(
    'requires-cross-origin',
    'Refuses client data that does not say crossOrigin.',
    'no-cross-origin',
    (input) => clientDataOf(input)?.crossOrigin === undefined,
  ),
  verifierMutant({
    id: 'verifier.requires-user-handles',
    fault: 'Refuses assertions without a user handle, though it named the credentials.',
    caughtBy: ['verifier.assertion.accepts.user-handle'],
    twist: refusesAssertions('the user handle is missing', ({ response }) => response.userHandle === undefined),
  }),
  verifierMutant({
    id: 'verifier.refuses-user-handles',
    fault: 'Refuses assertions with a user handle where it named the credentials.',
    caughtBy: ['verifier.assertion.accepts.user-handle'],
    twist: refusesAssertions('a user handle was not asked for', ({ response }) => response.userHandle !== undefined),
  }),
  verifierMutant({
    id: 'verifier.allows-one-credential-a-user',
    fault: 'Refuses a second credential of a user.',
    level: 'SHOULD',
    caughtBy: ['verifier.registration.accepts.second-credential'],
    twist: (sound) => {
      let excluded = 0;
      return {
        ...sound,
        excludedFor: (credentials, user) => {
          const own = sound.excludedFor(credentials, user);
          excluded = own.length;
          return own;
        },
        verifyRegistration: (input, overlooks) =>
          refusesRegistrations(
            'the user has a credential',
            () => excluded > 0,
          )(sound).verifyRegistration(input, overlooks),
      };
    },
  }),
];

function refusesClientData(
  slug: string,
  fault: string,
  writing: string,
  looks: (input: Input) => boolean,
): VerifierMutant {
  return verifierMutant({
    id: `verifier.${slug}`,
    fault,
    caughtBy: ['registration', 'assertion'].map((ceremony) => `verifier.${ceremony}.accepts.client-data.${writing}`),
    twist: both(refusesRegistrations('client data is unfit', looks), refusesAssertions('client data is unfit', looks)),
  });
}

function refusesAlgorithm(name: (typeof algorithms)[number]): VerifierMutant {
  const slug = name.toLowerCase();
  return verifierMutant({
    id: `verifier.refuses-${slug}`,
    fault: `Offers ${name} and refuses credentials of it.`,
    caughtBy: [`verifier.registration.accepts.algorithm.${slug}`],
    twist: refusesRegistrations(`${name} is not supported`, (input) => algorithmOf(input) === coseAlgorithm[name]),
  });
}

function refusesFormat(
  format: 'none' | 'packed' | 'fido-u2f' | 'tpm' | 'android-key' | 'android-safetynet' | 'apple' | 'compound',
): VerifierMutant {
  const kinds = format === 'packed' ? ['packed-self', 'packed-x5c'] : [format];
  return verifierMutant({
    id: `verifier.refuses-${format}`,
    fault: `Refuses sound registrations with ${format} attestation.`,
    level: format === 'none' ? 'MUST' : 'SHOULD',
    caughtBy: kinds.map((kind) => `verifier.registration.accepts.${kind}`),
    twist: refusesRegistrations(
      `${format} is not supported`,
      ({ response }) => tried(() => decodeAttestationObject(response.attestationObject))?.fmt === format,
    ),
  });
}

function algorithmOf(input: RegistrationInput): number | undefined {
  return dataOf(input)?.attestedCredentialData?.credentialPublicKey.alg;
}

function dataOf(input: Input): AuthenticatorData | undefined {
  const bytes = authDataOf(input);
  return bytes === undefined ? undefined : tried(() => decodeAuthenticatorData(bytes));
}
