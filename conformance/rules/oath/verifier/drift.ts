import fc from 'fast-check';
import { stepAt } from '../../../../src/oath/totp.ts';
import { overCases } from '../../../vocabulary/cases.ts';
import { type OtpContext, type OtpFacts, type OtpRule, otpRule } from '../../../vocabulary/oath-verifier.ts';
import { expectThat, NotApplicable } from '../../../vocabulary/violation.ts';
import { claim, totpClause } from '../clauses.ts';
import {
  activated,
  codeOf,
  enrolled,
  expectAccepted,
  expectRefused,
  firstCode,
  isDistinct,
  mustAccept,
  secretOf,
  secrets,
  signInSteps,
  stepOf,
  stepsOf,
  takesTotp,
} from './known-token.ts';

const WEEK = 604_800;
const WEEKS = 52;

/** The most that a token of this verifier may drift, in ppm: what is claimed, and no more than nine tenths of a step of its window a week. */
function mostPpm({ followsPpm = 0, window }: OtpFacts): number {
  if (window === undefined) return followsPpm;
  const { back, forward } = stepsOf(window, 30);
  return Math.min(followsPpm, (0.9 * 30 * Math.min(back, forward)) / (WEEK / 1e6));
}

function following(of: 'fast' | 'slow', direction: 1 | -1): OtpRule {
  return otpRule({
    id: `oath.verifier.drift.follows-${of}`,
    level: 'MUST',
    says: `A token whose clock runs ${of}, within what the verifier claims to follow, signs in every week for years.`,
    spec: [claim('drift'), totpClause('6')],
    runs: 4,
    applies: (facts) => {
      const takes = takesTotp(facts);
      return takes === true ? mostPpm(facts) > 0 || 'it does not claim to follow the drift of a token' : takes;
    },
    property: (context) =>
      fc.asyncProperty(
        fc.record({
          secret: secrets,
          // Its last tenth first: there the window matters.
          tenth: fc.integer({ min: 9, max: 10 }),
          skewSteps: fc.integer({ min: -50, max: 50 }),
          second: fc.integer({ min: 0, max: 29 }),
          years: fc.integer({ min: 2, max: 5 }),
        }),
        (input) => lived(context, { ...input, ppm: (direction * mostPpm(context.facts) * input.tenth) / 10 }),
      ),
  });
}

interface Life {
  readonly secret: Uint8Array;
  readonly ppm: number;
  readonly skewSteps: number;
  readonly second: number;
  readonly years: number;
}

/** Weekly sign-ins of a token that drifts, at the same second of a step; each must be accepted. */
async function lived(context: OtpContext, { secret, ppm, skewSteps, second, years }: Life): Promise<void> {
  const { facts, verifier } = context;
  const token = await enrolled(context, secret);
  const begins = 1_600_000_020 + second;
  const { back, forward } = signInSteps(facts, 30) ?? { back: 2, forward: 2 };
  const activation = facts.activates ? facts.activation : facts.window;
  const reach = activation === undefined ? { back: 0, forward: 0 } : stepsOf(activation, 30);
  const skew = Math.max(-reach.back, Math.min(reach.forward, skewSteps)) * 30;
  const stepShown = (at: number): number => stepAt(at + skew + ((at - begins) * ppm) / 1e6, token);
  const first = stepShown(begins);
  fc.pre(isDistinct(token, first, stepOf(token, begins), Math.max(reach.back, reach.forward) + 60));
  const verdict = await firstCode(context, token, codeOf(token, first), begins);
  if (verdict.kind === 'refused') throw new NotApplicable(`its first code is refused: ${verdict.because}`);
  for (let week = 1; week <= years * WEEKS; week += 1) {
    const at = begins + week * WEEK;
    const step = stepShown(at);
    // A code that another step of the window has, too, tells the verifier nothing for sure.
    if (!isDistinct(token, step, step, 2 * (back + forward) + 2)) continue;
    const { kind, ...more } = await verifier.verify(token.handle, codeOf(token, step), at);
    expectThat(kind === 'accepted', `the code of week ${week} is accepted`, () => {
      const because = 'because' in more ? more.because : '';
      return `it is refused: ${because} (step ${step - stepOf(token, at)}, ${ppm.toFixed(1)} ppm)`;
    });
  }
}

/** Logins of an attack: what a window of either width lets a walk go within them is plain. */
const LOGINS = 12;

const walk = otpRule({
  id: 'oath.verifier.drift.walk',
  level: 'SHOULD',
  says: 'Codes that were written down cannot be spent more slowly than they were made, each moving the window further into the past.',
  spec: [totpClause('5.2'), totpClause('6')],
  runs: 5,
  applies: (facts) => {
    const takes = takesTotp(facts);
    if (takes !== true) return takes;
    return (signInSteps(facts, 30)?.back ?? 0) >= 1 || 'its window holds no older step';
  },
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets, second: fc.integer({ min: 0, max: 29 }) }),
      async ({ secret, second }) => {
        const { facts, verifier } = context;
        const { back } = signInSteps(facts, 30)!;
        const token = await enrolled(context, secret);
        const begins = 1_800_000_000 + second;
        await activated(context, token, begins);
        const step = stepOf(token, begins);
        // What an honest token may be behind: the window, and twice its width again for what was stored before.
        const honest = 2 * back + 2;
        for (let login = 1; login <= LOGINS; login += 1) {
          // The latest moment at which the next code written down is the oldest one in the window.
          const at = begins + login * (back + 1) * 30;
          const { kind } = await verifier.verify(token.handle, codeOf(token, step + login), at);
          if (kind === 'refused') return;
          const age = login * back;
          expectThat(
            age <= honest,
            `a code that ended ${age} steps ago is refused (login ${login} of codes written down)`,
            'it is accepted',
          );
        }
      },
    ),
});

const claimsResync = (facts: OtpFacts): true | string => {
  const takes = takesTotp(facts);
  return takes === true ? facts.resync !== undefined || 'no resync is claimed' : takes;
};

const returns = otpRule({
  id: 'oath.verifier.resync.returns',
  level: 'MUST',
  says: 'Two codes in a row bring back a token that is as far off as is claimed, and it signs in from then on.',
  spec: [claim('resync'), totpClause('6')],
  runs: 10,
  applies: claimsResync,
  property: (context) =>
    fc.asyncProperty(fc.record({ secret: secrets, seed: fc.nat(1_000_000) }), async ({ secret, seed }) => {
      const { facts, verifier } = context;
      const { steps } = facts.resync!;
      const token = await enrolled(context, secret);
      const at = 1_700_000_000 + seed;
      await activated(context, token, at);
      const begins = at + (2 * steps + 100) * 30;
      for (const off of [steps - 1, -(steps - 1)]) {
        const then = begins + (off < 0 ? 4 * steps * 30 : 0);
        const centre = stepOf(token, then) + (off < 0 ? steps - 1 : 0);
        const first = centre + off;
        if (!isDistinct(token, first, centre, steps + 5) || !isDistinct(token, first + 1, centre, steps + 5)) return;
        await verifier.verify(token.handle, codeOf(token, first), then);
        const second = await verifier.verify(token.handle, codeOf(token, first + 1), then + 30);
        expectAccepted(second, `the second of two codes ${off} steps off`);
        if (off < 0) continue;
        const next = await verifier.verify(token.handle, codeOf(token, first + 6), then + 180);
        expectAccepted(next, 'a current code after the resync');
      }
    }),
});

const needsTwoCodes = otpRule({
  id: 'oath.verifier.resync.needs-two-codes',
  level: 'MUST',
  says: 'One code alone, the same twice, or two that do not follow one another bring back no token that is far off.',
  spec: [claim('resync'), totpClause('6')],
  runs: 10,
  applies: claimsResync,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets, seed: fc.nat(1_000_000), how: fc.constantFrom('same', 'apart', 'before') }),
      async ({ secret, seed, how }) => {
        const { facts, verifier } = context;
        const { steps } = facts.resync!;
        const token = await enrolled(context, secret);
        const at = 1_700_000_000 + seed;
        await activated(context, token, at);
        const then = at + (2 * steps + 100) * 30;
        const centre = stepOf(token, then);
        const first = centre + (steps >> 1);
        const second = first + { same: 0, apart: 20, before: -1 }[how];
        fc.pre(isDistinct(token, first, centre, steps + 25) && isDistinct(token, second, centre, steps + 25));
        expectRefused(
          await verifier.verify(token.handle, codeOf(token, first), then),
          `one code ${steps >> 1} steps off`,
        );
        const verdict = await verifier.verify(token.handle, codeOf(token, second), then + 30);
        expectRefused(
          verdict,
          { same: 'the same code', apart: 'a code 20 steps later', before: 'the code before it' }[how],
        );
      },
    ),
});

const HOUR = 3600;

const expires = otpRule({
  id: 'oath.verifier.resync.expires',
  level: 'SHOULD',
  says: 'The first code of a resync is forgotten after a while: an hour later its successor brings nothing back.',
  spec: [totpClause('5.2'), totpClause('6')],
  runs: 10,
  applies: claimsResync,
  property: (context) =>
    overCases('secret', [1, 2, 3, 4], async (seed) => {
      const { facts, verifier } = context;
      const { steps, expiresSeconds = HOUR } = facts.resync!;
      const token = await enrolled(context, secretOf(seed));
      const at = 1_700_000_000 + seed;
      await activated(context, token, at);
      const begins = at + (2 * steps + 100) * 30;
      const first = stepOf(token, begins) + (steps >> 1);
      const then = begins + expiresSeconds + 60;
      if (!isDistinct(token, first + 1, stepOf(token, then), steps + 5)) return;
      await verifier.verify(token.handle, codeOf(token, first), begins);
      const late = await verifier.verify(token.handle, codeOf(token, first + 1), then);
      expectRefused(late, `the second code, ${expiresSeconds + 60} s after the first`);
    }),
});

const keepsDrift = otpRule({
  id: 'oath.verifier.drift.of-activation',
  level: 'MUST',
  says: 'The drift that a token shows at its activation is where the window lies from then on.',
  spec: [claim('drift'), totpClause('6')],
  runs: 10,
  applies: (facts) => {
    const takes = takesTotp(facts);
    if (takes !== true) return takes;
    if (!facts.activates || facts.activation === undefined || facts.window === undefined)
      return 'no windows are claimed';
    return (facts.followsPpm ?? 0) > 0 || 'it does not claim to follow the drift of a token';
  },
  property: (context) =>
    fc.asyncProperty(
      fc.record({
        secret: secrets,
        share: fc.integer({ min: -100, max: 100 }),
        second: fc.integer({ min: 0, max: 29 }),
      }),
      async ({ secret, share, second }) => {
        const { back, forward } = stepsOf(context.facts.activation!, 30);
        const skew = Math.round(((share < 0 ? back : forward) * share) / 100);
        const token = await enrolled(context, secret);
        const at = 1_700_000_010 + second;
        const step = stepOf(token, at) + skew;
        fc.pre(isDistinct(token, step, stepOf(token, at), Math.max(back, forward) + 5));
        await mustAccept(firstCode(context, token, codeOf(token, step), at), 'the activation');
        const then = at + 10 * 30;
        const verdict = await context.verifier.verify(token.handle, codeOf(token, step + 10), then);
        expectAccepted(verdict, `the code of a token that was activated ${skew} steps off`);
      },
    ),
});

/** Rules of drift and resync. */
export const driftRules: readonly OtpRule[] = [
  keepsDrift,
  following('fast', 1),
  following('slow', -1),
  walk,
  returns,
  needsTwoCodes,
  expires,
];
