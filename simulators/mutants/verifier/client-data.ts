import { fromBase64url, toBase64url } from '../../../src/bytes/base64url.ts';
import { equalBytes, utf8 } from '../../../src/bytes/bytes.ts';
import { assertionSteps } from '../../../src/verifier/webauthn/assertion-steps.ts';
import type { AssertionInput, RegistrationInput } from '../../../src/verifier/webauthn/input.ts';
import { registrationSteps } from '../../../src/verifier/webauthn/registration-steps.ts';
import { assertsAs, both, clientDataOf, forgets, forgetsWhen, registersAs, verifyingAsSent } from './twists.ts';
import { refusesAssertion, refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

const create = registrationSteps;
const get = assertionSteps;

/** Faults over type, challenge, origin and framing. */
export const clientDataMutants: readonly VerifierMutant[] = [
  verifierMutant({
    id: 'verifier.forgets-type-of-registrations',
    fault: 'Does not look at the type of client data in a registration.',
    caughtBy: refusesRegistration(
      'client-data.type.of-assertion',
      'client-data.type.of-u2f',
      'client-data.type.upper-case',
    ),
    twist: forgets(create.type),
  }),
  verifierMutant({
    id: 'verifier.forgets-type-of-assertions',
    fault: 'Does not look at the type of client data in an assertion.',
    caughtBy: refusesAssertion(
      'client-data.type.of-registration',
      'client-data.type.of-payment',
      'client-data.type.empty',
    ),
    twist: forgets(get.type),
  }),
  verifierMutant({
    id: 'verifier.compares-beginnings-of-types',
    fault: 'Takes a type that begins with the right one.',
    caughtBy: [...refusesRegistration('client-data.type.longer'), ...refusesAssertion('client-data.type.longer')],
    twist: both(
      forgetsWhen(create.type, (input) => typeOf(input).startsWith('webauthn.create')),
      forgetsWhen(get.type, (input) => typeOf(input).startsWith('webauthn.get')),
    ),
  }),
  verifierMutant({
    id: 'verifier.compares-ends-of-types',
    fault: 'Takes a type that ends with the right one.',
    caughtBy: inBoth('client-data.type.prefixed'),
    twist: both(
      forgetsWhen(create.type, (input) => typeOf(input).endsWith('webauthn.create')),
      forgetsWhen(get.type, (input) => typeOf(input).endsWith('webauthn.get')),
    ),
  }),
  verifierMutant({
    id: 'verifier.forgets-challenge-of-registrations',
    fault: 'Does not compare the challenge of a registration.',
    caughtBy: refusesRegistration('client-data.challenge.of-another-ceremony', 'client-data.challenge.zeros'),
    twist: forgets(create.challenge),
  }),
  verifierMutant({
    id: 'verifier.forgets-challenge-of-assertions',
    fault: 'Does not compare the challenge of an assertion.',
    caughtBy: refusesAssertion('client-data.challenge.of-another-ceremony', 'client-data.challenge.encoded-twice'),
    twist: forgets(get.challenge),
  }),
  verifierMutant({
    id: 'verifier.compares-challenges-without-case',
    fault: 'Takes capital and small letters of a challenge for the same.',
    caughtBy: inBoth('client-data.challenge.other-case'),
    twist: challengeWhere((claimed, issued) => claimed.toLowerCase() === issued.toLowerCase()),
  }),
  verifierMutant({
    id: 'verifier.compares-beginnings-of-challenges',
    fault: 'Compares as much of the challenge as client data has.',
    caughtBy: inBoth('client-data.challenge.truncated', 'client-data.challenge.empty'),
    twist: challengeWhere((claimed, issued) => issued.startsWith(claimed)),
  }),
  verifierMutant({
    id: 'verifier.takes-longer-challenges',
    fault: 'Compares no more of the challenge than was issued.',
    caughtBy: inBoth('client-data.challenge.extended'),
    twist: challengeWhere((claimed, issued) => {
      const bytes = Buffer.from(claimed, 'base64url');
      const issuedBytes = fromBase64url(issued);
      return bytes.length >= issuedBytes.length && equalBytes(bytes.subarray(0, issuedBytes.length), issuedBytes);
    }),
  }),
  verifierMutant({
    id: 'verifier.compares-first-half-of-challenges',
    fault: 'Compares the first sixteen bytes of a challenge alone.',
    caughtBy: inBoth('client-data.challenge.tail-other'),
    twist: challengeWhere((claimed, issued) => claimed.slice(0, 21) === issued.slice(0, 21)),
  }),
  verifierMutant({
    id: 'verifier.compares-last-half-of-challenges',
    fault: 'Compares the last sixteen bytes of a challenge alone.',
    caughtBy: inBoth('client-data.challenge.head-other'),
    twist: challengeWhere((claimed, issued) => claimed.slice(-21) === issued.slice(-21)),
  }),
  verifierMutant({
    id: 'verifier.takes-challenges-from-prototypes',
    fault: 'Copies client data member by member, so that __proto__ becomes its prototype.',
    caughtBy: inBoth('client-data.challenge.in-prototype'),
    twist: both(
      registersAs((input) => ({ ...input, response: { ...input.response, ...withoutPrototype(input) } })),
      assertsAs((input) => ({
        ...verifyingAsSent(input),
        response: { ...input.response, ...withoutPrototype(input) },
      })),
    ),
  }),
  verifierMutant({
    id: 'verifier.decodes-challenges-loosely',
    fault: 'Decodes the challenge of client data with a decoder that takes either alphabet and padding.',
    level: 'SHOULD',
    caughtBy: inBoth('client-data.challenge.padded', 'client-data.challenge.standard-alphabet'),
    twist: challengeWhere((claimed, issued) => Buffer.from(claimed, 'base64url').toString('base64url') === issued),
  }),
  verifierMutant({
    id: 'verifier.forgets-origin-of-registrations',
    fault: 'Does not look at the origin of a registration.',
    caughtBy: refusesRegistration('client-data.origin.foreign', 'client-data.origin.in-userinfo'),
    twist: forgets(create.origin),
  }),
  verifierMutant({
    id: 'verifier.forgets-origin-of-assertions',
    fault: 'Does not look at the origin of an assertion.',
    caughtBy: refusesAssertion(
      'client-data.origin.foreign',
      'client-data.origin.null-text',
      'client-data.origin.empty',
    ),
    twist: forgets(get.origin),
  }),
  verifierMutant({
    id: 'verifier.compares-beginnings-of-origins',
    fault: 'Takes an origin that begins with one of its own.',
    caughtBy: inBoth(
      'client-data.origin.lookalike-suffix',
      'client-data.origin.with-path',
      'client-data.origin.in-userinfo',
    ),
    twist: originWhere((claimed, own) => claimed.startsWith(own)),
  }),
  verifierMutant({
    id: 'verifier.compares-ends-of-origins',
    fault: 'Takes an origin that ends with the host of one of its own.',
    caughtBy: inBoth('client-data.origin.lookalike-prefix', 'client-data.origin.in-path'),
    twist: originWhere((claimed, own) => claimed.endsWith(own.slice(own.indexOf('://') + 3))),
  }),
  verifierMutant({
    id: 'verifier.takes-subdomains',
    fault: 'Takes any origin on a subdomain of its own host.',
    level: 'SHOULD',
    caughtBy: inBoth('client-data.origin.subdomain'),
    twist: originWhere((claimed, own) => hostOf(claimed)?.endsWith(`.${hostOf(own)}`) === true),
  }),
  verifierMutant({
    id: 'verifier.ignores-ports',
    fault: 'Compares scheme and host of the origin, not its port.',
    caughtBy: inBoth('client-data.origin.other-port'),
    twist: originWhere((claimed, own) => withoutPort(claimed) === withoutPort(own)),
  }),
  verifierMutant({
    id: 'verifier.ignores-schemes',
    fault: 'Compares host and port of the origin, not its scheme.',
    caughtBy: inBoth('client-data.origin.other-scheme', 'client-data.origin.without-scheme'),
    twist: originWhere((claimed, own) => claimed.replace(/^[a-z]+:\/\//, '') === own.replace(/^[a-z]+:\/\//, '')),
  }),
  verifierMutant({
    id: 'verifier.parses-origins',
    fault: 'Compares origins after a parser of addresses has normalised them.',
    caughtBy: inBoth(
      'client-data.origin.with-path',
      'client-data.origin.trailing-slash',
      'client-data.origin.upper-case',
    ),
    twist: originWhere((claimed, own) => URL.canParse(claimed) && new URL(claimed).origin === own),
  }),
  verifierMutant({
    id: 'verifier.ends-origins-at-null-characters',
    fault: 'Reads an origin up to its first U+0000.',
    caughtBy: inBoth('client-data.origin.with-null-character'),
    twist: originWhere((claimed, own) => claimed.split('\0')[0] === own),
  }),
  verifierMutant({
    id: 'verifier.drops-dots-after-hosts',
    fault: 'Takes a host with a dot at its end for the same host.',
    caughtBy: inBoth('client-data.origin.trailing-dot'),
    twist: originWhere((claimed, own) => claimed.replace(/\.(?=(?::\d+)?$)/, '') === own),
  }),
  verifierMutant({
    id: 'verifier.ignores-cross-origin-of-registrations',
    fault: 'Does not look at crossOrigin in a registration.',
    caughtBy: refusesRegistration('client-data.cross-origin.unexpected'),
    twist: forgets(create.crossOrigin),
  }),
  verifierMutant({
    id: 'verifier.ignores-cross-origin-of-assertions',
    fault: 'Does not look at crossOrigin in an assertion.',
    caughtBy: refusesAssertion('client-data.cross-origin.unexpected'),
    twist: forgets(get.crossOrigin),
  }),
  verifierMutant({
    id: 'verifier.ignores-framing-of-registrations',
    fault: 'Looks neither at crossOrigin nor at topOrigin in a registration.',
    caughtBy: refusesRegistration('client-data.top-origin.foreign', 'client-data.top-origin.own'),
    twist: forgets(create.crossOrigin, create.topOriginFraming, create.topOriginExpected, create.topOriginMatches),
  }),
  verifierMutant({
    id: 'verifier.ignores-top-origin-of-assertions',
    fault: 'Does not look at topOrigin in an assertion.',
    caughtBy: refusesAssertion('client-data.top-origin.without-cross-origin', 'client-data.top-origin.own'),
    twist: forgets(get.topOriginFraming, get.topOriginExpected, get.topOriginMatches),
  }),
  verifierMutant({
    id: 'verifier.ignores-framing-of-assertions',
    fault: 'Looks neither at crossOrigin nor at topOrigin in an assertion.',
    caughtBy: refusesAssertion('client-data.top-origin.foreign', 'client-data.cross-origin.unexpected'),
    twist: forgets(get.crossOrigin, get.topOriginFraming, get.topOriginExpected, get.topOriginMatches),
  }),
];

function inBoth(...spoils: readonly string[]): string[] {
  return [...refusesRegistration(...spoils), ...refusesAssertion(...spoils)];
}

function challengeWhere(same: (claimed: string, issued: string) => boolean): VerifierMutant['twist'] {
  const looks = (input: RegistrationInput | AssertionInput): boolean => {
    const claimed = clientDataOf(input)?.challenge;
    return claimed !== undefined && same(claimed, toBase64url(input.expected.challenge));
  };
  return both(forgetsWhen(create.challenge, looks), forgetsWhen(get.challenge, looks));
}

function originWhere(same: (claimed: string, own: string) => boolean): VerifierMutant['twist'] {
  const looks = (input: RegistrationInput | AssertionInput): boolean => {
    const claimed = clientDataOf(input)?.origin;
    return claimed !== undefined && input.expected.origins.some((own) => same(claimed, own));
  };
  return both(forgetsWhen(create.origin, looks), forgetsWhen(get.origin, looks));
}

function withoutPrototype({ response }: RegistrationInput | AssertionInput): { clientDataJSON: Uint8Array } {
  const text = Buffer.from(response.clientDataJSON).toString('utf8');
  const flat = text.replace(/"__proto__":\{("challenge":"[^"]*")\}/, '$1');
  return { clientDataJSON: flat === text ? response.clientDataJSON : utf8(flat) };
}

function typeOf(input: RegistrationInput | AssertionInput): string {
  return clientDataOf(input)?.type ?? '';
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).hostname : undefined;
}

function withoutPort(origin: string): string {
  return origin.replace(/:\d+$/, '');
}
