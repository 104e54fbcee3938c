import { overCases } from '../../../vocabulary/cases.ts';
import { type OtpContext, type OtpFacts, type OtpRule, otpRule } from '../../../vocabulary/oath-verifier.ts';
import { NotApplicable } from '../../../vocabulary/violation.ts';
import { claim, totpClause } from '../clauses.ts';
import {
  activated,
  codeOf,
  enrolled,
  expectAccepted,
  expectRefused,
  isDistinct,
  type KnownToken,
  secretOf,
  stepOf,
  stepsOf,
  takesTotp,
} from './known-token.ts';

type Which = 'window' | 'activation';
type Side = 'back' | 'forward';

const PERIODS = [30, 60];
const BEGINS = 1_800_000_000;
/** Up to so wide a side is tried step by step. */
const EACH_STEP = 40;

function claims(which: Which) {
  return (facts: OtpFacts): true | string => {
    const takes = takesTotp(facts);
    if (takes !== true) return takes;
    if (which === 'activation' && !facts.activates) return 'it activates no tokens';
    return facts[which] !== undefined || `no window at ${which === 'window' ? 'sign-in' : 'activation'} is claimed`;
  };
}

/** Steps of one side: all of a narrow one; the nearest, the last and some between of a wide one. */
function within(facts: OtpFacts, which: Which, side: Side, includesCentre: boolean): readonly Offset[] {
  return PERIODS.flatMap((periodSeconds) => {
    const width = stepsOf(facts[which]!, periodSeconds)[side];
    const all =
      width <= EACH_STEP
        ? Array.from({ length: width }, (_, at) => at + 1)
        : [1, 2, 3, 10, width >> 2, width >> 1, width - 10, width - 1, width];
    return [...(includesCentre ? [0] : []), ...all].map((steps) => ({ periodSeconds, steps }));
  });
}

/** Steps beyond one side, the nearest first. */
function beyond(facts: OtpFacts, which: Which, side: Side): readonly Offset[] {
  return PERIODS.flatMap((periodSeconds) => {
    const width = stepsOf(facts[which]!, periodSeconds)[side];
    return [1, 2, 3, 4, 5, 8, 20, 100].map((more) => ({ periodSeconds, steps: width + more }));
  });
}

interface Offset {
  readonly periodSeconds: number;
  readonly steps: number;
}

/** At the first, a middle and the last second of a step, a code so many steps off: a token of its own each time. */
async function eachSecond(
  context: OtpContext,
  which: Which,
  { periodSeconds, steps }: Offset,
  direction: 1 | -1,
  judge: (verdict: Awaited<ReturnType<OtpContext['verifier']['verify']>>, what: string) => void,
): Promise<void> {
  const reach = widest(context.facts, which, periodSeconds) + 5;
  for (const second of [0, periodSeconds >> 1, periodSeconds - 1]) {
    const { token, at } = await distinctToken(context, which, periodSeconds, direction * steps, second, reach);
    const code = codeOf(token, stepOf(token, at) + direction * steps);
    const verdict =
      which === 'activation'
        ? await context.verifier.activate(token.handle, code, at)
        : await context.verifier.verify(token.handle, code, at);
    const where = steps === 0 ? 'current step' : `step ${steps} ${direction === 1 ? 'ahead' : 'ago'}`;
    judge(verdict, `the code of the ${where} (steps of ${periodSeconds} s, second ${second})`);
  }
}

/** A token, activated where sign-in is meant, and a time at which the code so far off is that of no other step nearby. */
async function distinctToken(
  context: OtpContext,
  which: Which,
  periodSeconds: number,
  offset: number,
  second: number,
  reach: number,
): Promise<{ token: KnownToken; at: number }> {
  const begins = BEGINS - (BEGINS % periodSeconds) + second;
  for (let seed = 0; seed < 50; seed += 1) {
    const secret = secretOf(seed * 7 + second + Math.abs(offset) * 3);
    const token = await enrolled(context, secret, { periodSeconds });
    // At the same second of a step as its activation, and so late that the code is a later one.
    const at = which === 'activation' ? begins : begins + (Math.abs(offset) + reach + 3) * periodSeconds;
    const centre = stepOf(token, at);
    if (!isDistinct(token, centre + offset, centre, reach + Math.abs(offset))) continue;
    if (which === 'window') await activated(context, token, begins);
    return { token, at };
  }
  throw new NotApplicable('no secret was found whose codes differ');
}

function widest(facts: OtpFacts, which: Which, periodSeconds: number): number {
  const { back, forward } = stepsOf(facts[which]!, periodSeconds);
  return Math.max(back, forward);
}

const named = { window: 'at sign-in', activation: 'at activation' } as const;

function accepting(which: Which, side: Side): OtpRule {
  return otpRule({
    id: `oath.verifier.${which}.accepts-${side}`,
    level: 'MUST',
    says: `Every step ${side === 'back' ? 'ago' : 'ahead'} that the window ${named[which]} is claimed to hold is accepted.`,
    spec: [claim(`window ${named[which]}`), totpClause('5.2')],
    runs: 1,
    applies: claims(which),
    property: (context) =>
      overCases('offset', within(context.facts, which, side, side === 'back'), (offset) =>
        eachSecond(context, which, offset, side === 'back' ? -1 : 1, expectAccepted),
      ),
  });
}

function refusing(which: Which, side: Side): OtpRule {
  return otpRule({
    id: `oath.verifier.${which}.refuses-${side === 'back' ? 'older' : 'newer'}`,
    level: 'MUST',
    says: `No step ${side === 'back' ? 'before' : 'after'} the window that is claimed ${named[which]} is accepted.`,
    spec: [claim(`window ${named[which]}`), totpClause('5.2')],
    runs: 1,
    applies: claims(which),
    property: (context) =>
      overCases('offset', beyond(context.facts, which, side), (offset) =>
        eachSecond(context, which, offset, side === 'back' ? -1 : 1, expectRefused),
      ),
  });
}

const nearestStep = otpRule({
  id: 'oath.verifier.activation.nearest-step',
  level: 'SHOULD',
  says: 'Where the current code is that of an older step, too, the current step is taken for meant: the next code is accepted.',
  spec: [totpClause('6'), totpClause('5.2')],
  runs: 1,
  applies: (facts) => {
    const takes = takesTotp(facts);
    if (takes !== true) return takes;
    const widths = facts.activates ? facts.activation : facts.window;
    if (widths === undefined) return 'no window is claimed';
    return stepsOf(widths, 30).back >= 5 || 'its window is too narrow for two steps with one code to be found';
  },
  property: (context) =>
    overCases('secret', [1, 2, 3], async (seed) => {
      const { facts, verifier } = context;
      const { back } = stepsOf((facts.activates ? facts.activation : facts.window)!, 30);
      const token = await enrolled(context, secretOf(seed));
      const { older, step } = twins(token, back);
      const at = step * 30 + 5;
      const first = facts.activates
        ? await verifier.activate(token.handle, codeOf(token, step), at)
        : await verifier.verify(token.handle, codeOf(token, step), at);
      if (first.kind === 'refused') throw new NotApplicable(`the current code is refused: ${first.because}`);
      const next = await verifier.verify(token.handle, codeOf(token, step + 1), at + 30);
      expectAccepted(next, `after the code that is of step ${older - step}, too, the current one`);
    }),
});

/** Two steps with the same code, so far from one another that a verifier which takes the older one is led astray. */
function twins(token: KnownToken, back: number): { older: number; step: number } {
  const last = new Map<string, number>();
  const from = 60_000_000;
  for (let step = from; step < from + 3_000_000; step += 1) {
    const code = codeOf(token, step);
    const older = last.get(code);
    if (older !== undefined && step - older <= back && step - older >= Math.min(back, 5)) return { older, step };
    last.set(code, step);
    // Only what can still be in a window is kept.
    if (last.size > 4 * back + 1000) for (const [old, when] of last) if (when < step - back) last.delete(old);
  }
  throw new NotApplicable('no two steps with one code were found');
}

/** Rules of windows. */
export const windowRules: readonly OtpRule[] = [
  accepting('window', 'back'),
  accepting('window', 'forward'),
  refusing('window', 'back'),
  refusing('window', 'forward'),
  accepting('activation', 'back'),
  accepting('activation', 'forward'),
  refusing('activation', 'back'),
  refusing('activation', 'forward'),
  nearestStep,
];
