import fc from 'fast-check';
import { type OtpContext, type OtpFacts, type OtpRule, otpRule } from '../../../vocabulary/oath-verifier.ts';
import { totpClause } from '../clauses.ts';
import {
  activated,
  codeOf,
  enrolled,
  expectRefused,
  firstCode,
  isDistinct,
  moments,
  mustAccept,
  secrets,
  signInSteps,
  stepOf,
  takesTotp,
} from './known-token.ts';

const inputs = fc.record({ secret: secrets, at: moments });
const once = [totpClause('5.2')];

const sameCode = otpRule({
  id: 'oath.verifier.replay.same-code',
  level: 'MUST',
  says: 'A code that was accepted is not accepted again, at any moment at which it would be.',
  spec: once,
  runs: 40,
  applies: takesTotp,
  property: (context) =>
    fc.asyncProperty(
      fc.record({
        secret: secrets,
        at: moments,
        off: fc.integer({ min: -12, max: 12 }),
        // Mostly while the code is in the window.
        later: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 75 }) }, fc.integer({ min: 0, max: 400 })),
      }),
      async ({ secret, at, off, later }) => {
        const { facts, verifier } = context;
        const { back, forward } = signInSteps(facts, 30) ?? { back: 0, forward: 0 };
        const offset = Math.max(-back, Math.min(forward, off));
        const token = await enrolled(context, secret);
        await activated(context, token, at);
        const then = at + (back + 4) * 30;
        const code = codeOf(token, stepOf(token, then) + offset);
        await mustAccept(verifier.verify(token.handle, code, then), `the code of step ${offset}`);
        const again = await verifier.verify(token.handle, code, then + later);
        expectRefused(again, `the code of step ${offset}, ${later} s after it was accepted`);
      },
    ),
});

const activationCode = otpRule({
  id: 'oath.verifier.replay.activation-code',
  level: 'MUST',
  says: 'The code that activated a token does not sign in.',
  spec: once,
  applies: (facts) => {
    const takes = takesTotp(facts);
    return takes === true ? facts.activates || 'it activates no tokens' : takes;
  },
  property: (context) =>
    fc.asyncProperty(inputs, async ({ secret, at }) => {
      const token = await enrolled(context, secret);
      await activated(context, token, at);
      const verdict = await context.verifier.verify(token.handle, codeOf(token, stepOf(token, at)), at + 2);
      expectRefused(verdict, 'the code that activated the token');
    }),
});

/** Rules that need two steps in the window. */
function isWide(facts: OtpFacts): true | string {
  const takes = takesTotp(facts);
  if (takes !== true) return takes;
  const { back } = signInSteps(facts, 30) ?? { back: 0 };
  return back >= 1 || 'its window holds the current step alone';
}

const olderCode = otpRule({
  id: 'oath.verifier.replay.older-code',
  level: 'MUST',
  says: 'A code that was accepted is not accepted after a later one either.',
  spec: once,
  applies: isWide,
  property: (context) =>
    fc.asyncProperty(inputs, async ({ secret, at }) => {
      const { verifier } = context;
      const token = await enrolled(context, secret);
      await activated(context, token, at);
      const then = at + 20 * 30;
      const step = stepOf(token, then);
      fc.pre(codeOf(token, step) !== codeOf(token, step + 1));
      await mustAccept(verifier.verify(token.handle, codeOf(token, step), then), 'the current code');
      await mustAccept(verifier.verify(token.handle, codeOf(token, step + 1), then + 30), 'the current code');
      const again = await verifier.verify(token.handle, codeOf(token, step), then + 31);
      expectRefused(again, 'the code that was accepted before the last one');
    }),
});

const clockPutBack = otpRule({
  id: 'oath.verifier.replay.clock-put-back',
  level: 'MUST',
  says: "A code that was accepted is not accepted again when the verifier's clock is put back.",
  spec: once,
  applies: takesTotp,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets, at: moments, back: fc.integer({ min: 1, max: 60 }) }),
      async ({ secret, at, back }) => {
        const token = await enrolled(context, secret);
        await activated(context, token, at);
        const then = at + 20 * 30;
        const code = codeOf(token, stepOf(token, then));
        await mustAccept(context.verifier.verify(token.handle, code, then), 'the current code');
        const again = await context.verifier.verify(token.handle, code, then - back);
        expectRefused(again, `the code again, the clock ${back} s back`);
      },
    ),
});

const otherSpelling = otpRule({
  id: 'oath.verifier.replay.other-spelling',
  level: 'MUST',
  says: 'A code that was accepted is not accepted again with spaces in it.',
  spec: once,
  applies: takesTotp,
  property: (context) =>
    fc.asyncProperty(inputs, async ({ secret, at }) => {
      const { verifier } = context;
      const token = await enrolled(context, secret);
      await activated(context, token, at);
      const then = at + 20 * 30;
      const code = codeOf(token, stepOf(token, then));
      await mustAccept(verifier.verify(token.handle, code, then), 'the current code');
      for (const text of [`${code.slice(0, 3)} ${code.slice(3)}`, ` ${code}`, `${code} `]) {
        expectRefused(await verifier.verify(token.handle, text, then + 1), `${JSON.stringify(text)} after ${code}`);
      }
    }),
});

const firstUse = otpRule({
  id: 'oath.verifier.replay.first-use',
  level: 'MUST',
  says: 'The very first code of a token counts as used, too, whichever step of the window it is of.',
  spec: once,
  applies: isWide,
  property: (context) =>
    fc.asyncProperty(inputs, async ({ secret, at }) => {
      const token = await enrolled(context, secret);
      const step = stepOf(token, at) - 1;
      fc.pre(isDistinct(token, step, step, 3000));
      await mustAccept(firstCode(context, token, codeOf(token, step), at), 'the code of the step before');
      expectRefused(await context.verifier.verify(token.handle, codeOf(token, step), at + 1), 'the first code again');
    }),
});

const afterResync = otpRule({
  id: 'oath.verifier.replay.after-resync',
  level: 'MUST',
  says: 'The code that ended a resync is not accepted again.',
  spec: [...once, totpClause('6')],
  applies: (facts) => {
    const takes = takesTotp(facts);
    return takes === true ? facts.resync !== undefined || 'no resync is claimed' : takes;
  },
  property: (context) =>
    fc.asyncProperty(inputs, async ({ secret, at }) => {
      const { token, last, then } = await resynchronised(context, secret, at);
      for (const later of [1, 30]) {
        const again = await context.verifier.verify(token.handle, codeOf(token, last), then + later);
        expectRefused(again, `the second code of the resync, ${later} s later`);
      }
    }),
});

/** A token that was brought back by two codes in a row: the step of the second, and when it was accepted. */
export async function resynchronised(context: OtpContext, secret: Uint8Array, at: number) {
  const { facts, verifier } = context;
  const steps = facts.resync!.steps;
  const { forward } = signInSteps(facts, 30) ?? { forward: 2 };
  const token = await enrolled(context, secret);
  await activated(context, token, at);
  // Long unused, so that no step of the resync was used before.
  const begins = at + (2 * steps + 100) * 30;
  const off = Math.min(steps, Math.max(forward + 10, steps >> 1));
  const first = stepOf(token, begins) + off;
  fc.pre(isDistinct(token, first, stepOf(token, begins), steps + 5));
  fc.pre(isDistinct(token, first + 1, stepOf(token, begins), steps + 5));
  const alone = await verifier.verify(token.handle, codeOf(token, first), begins);
  const then = begins + 30;
  await mustAccept(verifier.verify(token.handle, codeOf(token, first + 1), then), 'the second code of a resync');
  return { token, alone, last: first + 1, then };
}

/** Rules of codes that are used again. */
export const replayRules: readonly OtpRule[] = [
  sameCode,
  activationCode,
  olderCode,
  firstUse,
  clockPutBack,
  otherSpelling,
  afterResync,
];
