import { toBase64url } from '../../../src/bytes/base64url.ts';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { assertionSteps } from '../../../src/verifier/webauthn/assertion-steps.ts';
import { both, forgets } from './twists.ts';
import { refusesAssertion, refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

/** Faults of the party around its verifier: challenges, accounts, options, and what it tells. */
export const partyMutants: readonly VerifierMutant[] = [
  verifierMutant({
    id: 'verifier.says-ok-to-all',
    fault: 'Answers ok to every result, whatever its verifier found.',
    caughtBy: [
      'verifier.assertion.refuses.unknown-credential',
      'verifier.assertion.refuses.other-users-credential',
      'verifier.challenge.single-use',
      ...refusesRegistration(
        'credential.null',
        'client-data.json.utf-16',
        'attestation.x5c-empty',
        'public-key.crv-text',
      ),
      ...refusesAssertion('credential.array', 'client-data.json.trailing-text', 'signature.der.empty-sequence'),
    ],
    twist: (sound) => ({ ...sound, tells: () => ({ kind: 'accepted' }) }),
  }),
  verifierMutant({
    id: 'verifier.issues-one-challenge',
    fault: 'Gives every ceremony the same challenge.',
    caughtBy: ['verifier.challenge.fresh', 'verifier.assertion.refuses.earlier-response'],
    twist: (sound) => ({ ...sound, issueChallenge: () => new Uint8Array(32).fill(7) }),
  }),
  verifierMutant({
    id: 'verifier.issues-short-challenges',
    fault: 'Issues challenges of eight bytes.',
    level: 'SHOULD',
    caughtBy: ['verifier.challenge.length'],
    twist: (sound) => ({ ...sound, issueChallenge: (random) => sound.issueChallenge(random).subarray(0, 8) }),
  }),
  verifierMutant({
    id: 'verifier.reuses-challenges',
    fault: 'Keeps a ceremony open after its result.',
    caughtBy: ['verifier.challenge.single-use', 'verifier.challenge.registration-single-use'],
    twist: (sound) => ({ ...sound, isOver: () => false }),
  }),
  verifierMutant({
    id: 'verifier.takes-challenges-of-other-sessions',
    fault: 'Takes the challenge of any ceremony that is open, in whichever session it was begun.',
    caughtBy: ['verifier.challenge.of-another-session', 'verifier.challenge.of-another-registration'],
    twist: (sound) => ({
      ...sound,
      ceremonyOf: (begun, wanted) => {
        const own = sound.ceremonyOf(begun, wanted);
        const named = begun.find(({ challenge }) => toBase64url(challenge) === wanted.claimedChallenge);
        return own === undefined || named === undefined ? own : { ...own, challenge: named.challenge };
      },
    }),
  }),
  verifierMutant({
    id: 'verifier.takes-every-challenge-it-issued',
    fault: 'Asks of a challenge only whether it issued it at some time.',
    caughtBy: ['verifier.assertion.refuses.earlier-response', 'verifier.challenge.of-another-session'],
    twist: (sound) => {
      const issued = new Map<string, Uint8Array>();
      return {
        ...sound,
        issueChallenge: (random) => {
          const challenge = sound.issueChallenge(random);
          issued.set(toBase64url(challenge), challenge);
          return challenge;
        },
        ceremonyOf: (begun, wanted) => {
          const own = sound.ceremonyOf(begun, wanted);
          const challenge = issued.get(wanted.claimedChallenge ?? '');
          return own === undefined || challenge === undefined ? own : { ...own, challenge };
        },
      };
    },
  }),
  verifierMutant({
    id: 'verifier.takes-over-registered-ids',
    fault: 'Registers a credential id again for another user.',
    level: 'SHOULD',
    caughtBy: ['verifier.registration.refuses.registered-credential-id'],
    twist: (sound) => ({ ...sound, isRegistered: () => false }),
  }),
  verifierMutant({
    id: 'verifier.takes-credentials-of-other-users',
    fault: 'Signs an account in with the credential of another.',
    caughtBy: ['verifier.assertion.refuses.other-users-credential'],
    twist: both(forgets(assertionSteps.allowed), (sound) => ({ ...sound, mayUse: () => true })),
  }),
  verifierMutant({
    id: 'verifier.guesses-credentials',
    fault: 'Tries the newest credential where it does not know the one that is named.',
    caughtBy: refusesAssertion('credential.id-unknown', 'credential.id-extended'),
    twist: both(forgets(assertionSteps.allowed, assertionSteps.credentialKnown), (sound) => ({
      ...sound,
      credentialOf: (credentials, rawId) => sound.credentialOf(credentials, rawId) ?? credentials.at(-1),
    })),
  }),
  verifierMutant({
    id: 'verifier.excludes-nothing',
    fault: 'Does not list the credentials of a user against doubles.',
    level: 'SHOULD',
    caughtBy: ['verifier.registration.options.excludes-own'],
    twist: (sound) => ({ ...sound, excludedFor: () => [] }),
  }),
  verifierMutant({
    id: 'verifier.excludes-everybody',
    fault: 'Tells in creation options the credentials of all users.',
    caughtBy: ['verifier.registration.options.excludes-no-others'],
    twist: (sound) => ({ ...sound, excludedFor: (credentials) => credentials }),
  }),
  verifierMutant({
    id: 'verifier.allows-everybody',
    fault: 'Lists in request options the credentials of all users.',
    caughtBy: ['verifier.assertion.options.allows-no-others'],
    twist: (sound) => ({ ...sound, allowedFor: (credentials) => credentials }),
  }),
  verifierMutant({
    id: 'verifier.allows-newest-only',
    fault: 'Lists in request options the newest credential of a user alone.',
    level: 'SHOULD',
    caughtBy: ['verifier.assertion.options.allows-own', 'verifier.assertion.accepts.each-credential'],
    twist: (sound) => ({ ...sound, allowedFor: (credentials, user) => sound.allowedFor(credentials, user).slice(-1) }),
  }),
  verifierMutant({
    id: 'verifier.names-users-in-their-ids',
    fault: 'Takes the name of a user for the user id.',
    caughtBy: ['verifier.registration.options.user-id-without-name'],
    twist: (sound) => ({ ...sound, issueUserId: (_random, name) => utf8(name) }),
  }),
  verifierMutant({
    id: 'verifier.gives-users-one-id',
    fault: 'Gives all users the same user id.',
    caughtBy: ['verifier.registration.options.user-ids-differ'],
    twist: (sound) => ({ ...sound, issueUserId: () => new Uint8Array(32).fill(1) }),
  }),
  verifierMutant({
    id: 'verifier.issues-long-user-ids',
    fault: 'Issues user ids of 65 bytes.',
    caughtBy: ['verifier.registration.options.user-id'],
    twist: (sound) => ({ ...sound, issueUserId: (random) => random.bytes(65) }),
  }),
  verifierMutant({
    id: 'verifier.misspells-public-key',
    fault: 'Asks for credentials of the type public_key, which no client knows.',
    caughtBy: ['verifier.registration.options.algorithms'],
    twist: (sound) => ({
      ...sound,
      pubKeyCredParams: sound.pubKeyCredParams.map(({ alg }) => ({ type: 'public_key', alg })),
    }),
  }),
];
