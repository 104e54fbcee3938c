import fc from 'fast-check';
import { overCases } from '../../../vocabulary/cases.ts';
import {
  type Enrolment,
  type OtpContext,
  type OtpFacts,
  type OtpRule,
  otpRule,
} from '../../../vocabulary/oath-verifier.ts';
import { hotpClause, totpClause } from '../clauses.ts';
import {
  codeOf,
  enrolled,
  expectAccepted,
  firstCode,
  moments,
  secretOf,
  secrets,
  stepOf,
  takesTotp,
} from './known-token.ts';

/** The first code of a token and, some steps later, a second one: both current. */
async function currentCodes(
  context: OtpContext,
  secret: Uint8Array,
  at: number,
  given: Partial<Enrolment>,
): Promise<void> {
  const token = await enrolled(context, secret, given);
  const first = await firstCode(context, token, codeOf(token, stepOf(token, at)), at);
  expectAccepted(first, `the current code, of step ${stepOf(token, at)}`);
  const later = at + 3 * token.periodSeconds;
  const next = await context.verifier.verify(token.handle, codeOf(token, stepOf(token, later)), later);
  expectAccepted(next, `the current code, of step ${stepOf(token, later)}`);
}

const inputs = fc.record({ secret: secrets, at: moments });

function accepting(
  of: string,
  says: string,
  section: string,
  given: Partial<Enrolment>,
  more: { readonly sanity?: boolean; readonly runs?: number } = {},
): OtpRule {
  return otpRule({
    id: `oath.verifier.accepts.${of}`,
    level: 'MUST',
    says,
    spec: [totpClause(section)],
    runs: 10,
    applies: takesTotp,
    ...more,
    property: (context) => fc.asyncProperty(inputs, ({ secret, at }) => currentCodes(context, secret, at, given)),
  });
}

const current = accepting(
  'current',
  'The current code of a token whose clock is right is accepted, at every second of its step.',
  '4.2',
  {},
  { sanity: true, runs: 20 },
);

const sha256 = accepting('sha256', 'Codes of a SHA-256 token are accepted.', '1.2', { hash: 'SHA256' });
const sha512 = accepting('sha512', 'Codes of a SHA-512 token are accepted.', '1.2', { hash: 'SHA512' });
const sevenDigits = accepting('seven-digits', 'Codes of seven digits are accepted.', '1.2', { digits: 7 });
const eightDigits = accepting('eight-digits', 'Codes of eight digits are accepted.', '1.2', { digits: 8 });
const sixtySeconds = accepting('sixty-seconds', 'Codes of a token with steps of 60 seconds are accepted.', '4.1', {
  periodSeconds: 60,
});

const t0 = otpRule({
  id: 'oath.verifier.accepts.t0',
  level: 'MUST',
  says: 'Codes of a token whose steps are counted from another T0 are accepted.',
  spec: [totpClause('4.1')],
  runs: 10,
  applies: takesTotp,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets, at: moments, t0Seconds: fc.integer({ min: 1_000_000, max: 1_400_000_000 }) }),
      ({ secret, at, t0Seconds }) => currentCodes(context, secret, at, { t0Seconds }),
    ),
});

const leadingZeros = otpRule({
  id: 'oath.verifier.accepts.leading-zeros',
  level: 'MUST',
  says: 'A code that begins with a zero is accepted.',
  spec: [hotpClause('5.3')],
  runs: 10,
  applies: takesTotp,
  property: (context) =>
    fc.asyncProperty(inputs, async ({ secret, at }) => {
      const token = await enrolled(context, secret);
      let then = at;
      while (!codeOf(token, stepOf(token, then)).startsWith('0')) then += token.periodSeconds;
      const verdict = await firstCode(context, token, codeOf(token, stepOf(token, then)), then);
      expectAccepted(verdict, `the current code ${codeOf(token, stepOf(token, then))}`);
    }),
});

const farFuture = otpRule({
  id: 'oath.verifier.accepts.far-future',
  level: 'MUST',
  says: 'The current code is accepted beyond January 2038, too.',
  spec: [totpClause('4.2')],
  runs: 10,
  applies: takesTotp,
  property: (context) =>
    fc.asyncProperty(fc.record({ secret: secrets, at: fc.integer({ min: 2 ** 31, max: 2 ** 33 }) }), ({ secret, at }) =>
      currentCodes(context, secret, at, {}),
    ),
});

/** Lengths around those of HMAC outputs and blocks, where implementations cut. */
const LENGTHS = [1, 10, 16, 19, 20, 21, 32, 33, 63, 64, 65, 100, 128, 129];

const anySecret = otpRule({
  id: 'oath.verifier.accepts.any-secret',
  level: 'MUST',
  says: 'All bytes of a secret count, whatever its length is.',
  spec: [totpClause('4.2'), { document: 'RFC 2104', section: '2' }],
  runs: 1,
  applies: takesTotp,
  property: (context) =>
    overCases('bytes', lengthsOf(context.facts), async (length) => {
      const secret = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 0xff);
      await currentCodes(context, secret, 1_800_000_000 + length, {});
    }),
});

function lengthsOf({ secretBytes: { least, most } }: OtpFacts): readonly number[] {
  const lengths = LENGTHS.filter((length) => length >= least && length <= most);
  return lengths.length > 0 ? lengths : [least];
}

const otherTokens = otpRule({
  id: 'oath.verifier.accepts.among-others',
  level: 'MUST',
  says: 'Each of several tokens is verified by its own secret and remembered by itself.',
  spec: [totpClause('3')],
  runs: 10,
  applies: takesTotp,
  property: (context) =>
    fc.asyncProperty(fc.record({ seed: fc.nat(100_000), at: moments }), async ({ seed, at }) => {
      const tokens = [
        await enrolled(context, secretOf(seed)),
        await enrolled(context, secretOf(seed + 1)),
        await enrolled(context, secretOf(seed + 2)),
      ];
      for (const token of tokens) {
        const first = await firstCode(context, token, codeOf(token, stepOf(token, at)), at);
        expectAccepted(first, 'the first code of each token');
      }
      const later = at + 3 * 30;
      for (const token of tokens) {
        const verdict = await context.verifier.verify(token.handle, codeOf(token, stepOf(token, later)), later);
        expectAccepted(verdict, 'the current code of each token');
      }
    }),
});

/** Rules of what a verifier accepts. */
export const acceptsRules: readonly OtpRule[] = [
  current,
  sha256,
  sha512,
  sevenDigits,
  eightDigits,
  sixtySeconds,
  t0,
  leadingZeros,
  farFuture,
  anySecret,
  otherTokens,
];
