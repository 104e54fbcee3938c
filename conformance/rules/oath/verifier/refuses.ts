import fc from 'fast-check';
import { type OtpContext, type OtpRule, otpRule } from '../../../vocabulary/oath-verifier.ts';
import type { SpecReference } from '../../../vocabulary/spec.ts';
import { hotpClause, totpClause } from '../clauses.ts';
import {
  activated,
  codeOf,
  enrolled,
  expectRefused,
  farthest,
  isDistinct,
  type KnownToken,
  moments,
  mustAccept,
  secrets,
  stepOf,
  takesTotp,
} from './known-token.ts';

const inputs = fc.record({ secret: secrets, at: moments });

/** A token some steps after its activation, and the code that it shows then. */
async function later(context: OtpContext, secret: Uint8Array, at: number, wanted = /^/) {
  const token = await enrolled(context, secret);
  await activated(context, token, at);
  let then = at + 4 * token.periodSeconds;
  while (!wanted.test(codeOf(token, stepOf(token, then)))) then += token.periodSeconds;
  return { token, then, code: codeOf(token, stepOf(token, then)) };
}

/** A rule that no text made of the current code is accepted in its place. */
function misspelt(
  of: string,
  says: string,
  spoil: (code: string) => readonly string[],
  options: { readonly wanted?: RegExp; readonly spec?: readonly SpecReference[] } = {},
): OtpRule {
  return otpRule({
    id: `oath.verifier.refuses.${of}`,
    level: 'MUST',
    says,
    spec: options.spec ?? [hotpClause('5.3'), totpClause('4.2')],
    runs: 10,
    applies: takesTotp,
    property: (context) =>
      fc.asyncProperty(inputs, async ({ secret, at }) => {
        const { token, then, code } = await later(context, secret, at, options.wanted);
        for (const text of spoil(code)) {
          const verdict = await context.verifier.verify(token.handle, text, then);
          expectRefused(verdict, `${JSON.stringify(text)} in place of ${code}`);
        }
      }),
  });
}

const empty = misspelt('empty', 'An empty code is refused.', () => ['', ' ']);
const prefix = misspelt(
  'prefix',
  'The first digits of the current code are refused: a code has all its digits.',
  (code) => [code.slice(0, -1), code.slice(0, 4), code.slice(0, 1)],
);
const longer = misspelt('longer', 'The current code with digits behind it or before it is refused.', (code) => [
  `${code}0`,
  `${code}${code}`,
  `1${code}`,
]);
const withoutZeros = misspelt(
  'without-zeros',
  'A code that begins with a zero is refused without it: codes are texts, not numbers.',
  (code) => [code.replace(/^0+/, '')],
  { wanted: /^0/ },
);
const letters = misspelt('letters', 'The current code with other characters in it is refused.', (code) => [
  `${code}abc`,
  `${code}.0`,
  `+${code}`,
  `${code}'--`,
]);

const wrong = otpRule({
  id: 'oath.verifier.refuses.wrong-code',
  level: 'MUST',
  says: 'A code that is of no step within reach is refused.',
  spec: [totpClause('4.2'), totpClause('5.2')],
  applies: takesTotp,
  property: (context) =>
    fc.asyncProperty(
      fc.record({
        secret: secrets,
        at: moments,
        add: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 999_999 })),
      }),
      async (input) => {
        const { token, then, code } = await later(context, input.secret, input.at);
        const reach = farthest(context.facts, 30);
        let other = Number(code);
        do other = (other + input.add) % 1_000_000;
        while (isReached(token, other, stepOf(token, then), reach));
        const text = String(other).padStart(6, '0');
        expectRefused(await context.verifier.verify(token.handle, text, then), `${text} in place of ${code}`);
      },
    ),
});

function isReached({ key }: KnownToken, value: number, centre: number, reach: number): boolean {
  for (let step = centre - reach; step <= centre + reach; step += 1)
    if (key.truncated(step) % 1_000_000 === value) return true;
  return false;
}

/** Steps in ten days: beyond every window. */
const FAR = 30_000;

function farOff(of: string, says: string, direction: 1 | -1): OtpRule {
  return otpRule({
    id: `oath.verifier.refuses.${of}`,
    level: 'MUST',
    says,
    spec: [totpClause('5.2'), totpClause('6')],
    runs: 10,
    applies: takesTotp,
    property: (context) =>
      fc.asyncProperty(
        fc.record({ secret: secrets, at: moments, steps: fc.integer({ min: FAR, max: 3 * FAR }) }),
        async ({ secret, at, steps }) => {
          const token = await enrolled(context, secret);
          await activated(context, token, at);
          // Later than the code by so much that it was made after the activation.
          const then = at + (4 * FAR + 4) * token.periodSeconds;
          const reach = farthest(context.facts, 30);
          let step = stepOf(token, then) + direction * steps;
          while (!isDistinct(token, step, stepOf(token, then), reach)) step += direction;
          const verdict = await context.verifier.verify(token.handle, codeOf(token, step), then);
          expectRefused(verdict, `the code of ${steps} steps ${direction === 1 ? 'to come' : 'ago'}`);
        },
      ),
  });
}

const expired = farOff('expired', 'A code of weeks ago that was never used is refused.', -1);
const future = farOff(
  'future',
  'A code of weeks to come, read off a token whose clock was put forward, is refused.',
  1,
);

const otherToken = otpRule({
  id: 'oath.verifier.refuses.other-token',
  level: 'MUST',
  says: 'The current code of another token is refused.',
  spec: [totpClause('3')],
  runs: 10,
  applies: takesTotp,
  property: (context) =>
    fc.asyncProperty(fc.record({ secret: secrets, other: secrets, at: moments }), async ({ secret, other, at }) => {
      fc.pre(Buffer.compare(secret, other) !== 0);
      const { token, then } = await later(context, secret, at);
      const stranger = await enrolled(context, other);
      await activated(context, stranger, at);
      const code = codeOf(stranger, stepOf(stranger, then));
      await mustAccept(context.verifier.verify(stranger.handle, code, then), 'the current code of the other token');
      fc.pre(!isReached(token, Number(code), stepOf(token, then), farthest(context.facts, 30)));
      expectRefused(await context.verifier.verify(token.handle, code, then), 'the code of another token');
    }),
});

/** Rules of what a verifier refuses. */
export const refusesRules: readonly OtpRule[] = [
  empty,
  prefix,
  longer,
  withoutZeros,
  letters,
  wrong,
  expired,
  future,
  otherToken,
];
