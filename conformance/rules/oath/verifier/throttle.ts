import { overCases } from '../../../vocabulary/cases.ts';
import { type OtpContext, type OtpFacts, type OtpRule, otpRule } from '../../../vocabulary/oath-verifier.ts';
import { claim, hotpClause } from '../clauses.ts';
import {
  activated,
  codeOf,
  enrolled,
  expectAccepted,
  expectRefused,
  type KnownToken,
  secretOf,
  stepOf,
  takesTotp,
} from './known-token.ts';

const BEGINS = 1_800_000_000;
/** Wrong codes in a row that nobody types by mistake. */
const MANY = 100;

/** So many wrong codes in a row, a second apart. */
async function guessed({ verifier }: OtpContext, token: KnownToken, at: number, guesses: number): Promise<void> {
  const centre = stepOf(token, at);
  // None of them may be right.
  const right = new Set(Array.from({ length: 6001 }, (_, step) => codeOf(token, centre - 3000 + step)));
  let number = 0;
  for (let guess = 0; guess < guesses; guess += 1) {
    let text: string;
    do {
      number = (number + 7919) % 1_000_000;
      text = String(number).padStart(6, '0');
    } while (right.has(text));
    await verifier.verify(token.handle, text, at + guess);
  }
}

const slows = otpRule({
  id: 'oath.verifier.throttle.slows-guessing',
  level: 'SHOULD',
  says: 'After a hundred wrong codes in a row the token is left alone for a while: codes of six digits can be guessed.',
  spec: [hotpClause('7.1'), hotpClause('7.3')],
  runs: 1,
  applies: takesTotp,
  property: (context) =>
    overCases('secret', [1, 2], async (seed) => {
      const token = await enrolled(context, secretOf(seed));
      await activated(context, token, BEGINS);
      const at = BEGINS + 3000;
      await guessed(context, token, at, MANY);
      const then = at + MANY;
      const verdict = await context.verifier.verify(token.handle, codeOf(token, stepOf(token, then)), then);
      expectRefused(verdict, `even the right code, a second after ${MANY} wrong ones,`);
    }),
});

const claimsThrottle = (facts: OtpFacts): true | string => {
  const takes = takesTotp(facts);
  return takes === true ? facts.throttle !== undefined || 'no throttling is claimed' : takes;
};

const ends = otpRule({
  id: 'oath.verifier.throttle.ends',
  level: 'MUST',
  says: 'A token that was left alone after wrong codes signs in again when the time that is claimed is over.',
  spec: [claim('throttling'), hotpClause('7.3')],
  runs: 1,
  applies: claimsThrottle,
  property: (context) =>
    overCases('secret', [1, 2, 3], async (seed) => {
      const { attempts, seconds } = context.facts.throttle!;
      const token = await enrolled(context, secretOf(seed));
      await activated(context, token, BEGINS);
      const at = BEGINS + 3000;
      await guessed(context, token, at, attempts);
      const then = at + attempts + seconds + 60;
      const verdict = await context.verifier.verify(token.handle, codeOf(token, stepOf(token, then)), then);
      expectAccepted(verdict, `the right code, ${seconds + 60} s after ${attempts} wrong ones,`);
    }),
});

const forgives = otpRule({
  id: 'oath.verifier.throttle.forgives',
  level: 'MUST',
  says: 'A right code ends the count of wrong ones: a few mistyped between many right ones shut nobody out.',
  spec: [claim('throttling'), hotpClause('7.3')],
  runs: 1,
  applies: claimsThrottle,
  property: (context) =>
    overCases('secret', [1, 2], async (seed) => {
      const { attempts } = context.facts.throttle!;
      const token = await enrolled(context, secretOf(seed));
      await activated(context, token, BEGINS);
      for (let day = 1; day <= 2 * attempts + 2; day += 1) {
        const at = BEGINS + day * 86_400;
        if (attempts > 1) await guessed(context, token, at, 1);
        const verdict = await context.verifier.verify(token.handle, codeOf(token, stepOf(token, at + 5)), at + 5);
        expectAccepted(verdict, `the right code of day ${day}, after one wrong one,`);
      }
    }),
});

/** Rules of guessing. */
export const throttleRules: readonly OtpRule[] = [slows, ends, forgives];
