import fc from 'fast-check';
import { stepAt } from '../../../../src/oath/totp.ts';
import type { TokenContext, TokenFacts, TokenRule, TokenSheet } from '../../../vocabulary/oath-token.ts';
import { tokenRule } from '../../../vocabulary/oath-token.ts';
import { NotApplicable, Violation } from '../../../vocabulary/violation.ts';
import { dataSheet, totpClause } from '../clauses.ts';
import { codeOf, codeOfStep, codeOfTime, expectCode, secrets, tellsTime, times, tokenInHand } from './token-in-hand.ts';

const YEAR = 31_557_600;
/** Beyond what any clock is off: so far around its time a token's code is looked for. */
const SEARCHED_STEPS = 20_000;

const livesForYears = ({ sheet, powers }: TokenFacts): true | string => {
  const tells = tellsTime({ sheet, powers });
  return tells === true ? powers.years || 'years cannot be waited for' : tells;
};

/** Years of service that fit before its clock ends. */
function years({ sheet }: TokenFacts): fc.Arbitrary<{ began: number; days: number }> {
  const most = Math.floor(sheet.serviceYears * 365);
  return fc.record({
    began: fc.integer({ min: 1_500_000_000, max: 3_000_000_000 }),
    days: fc.integer({ min: Math.min(60, most), max: most }),
  });
}

/** Accuses a token whose code is of no step that a clock within these limits, in seconds, can show. */
async function expectWithin(
  context: TokenContext,
  secret: Uint8Array,
  code: string,
  at: number,
  { slow, fast }: { readonly slow: number; readonly fast: number },
): Promise<void> {
  const { sheet } = context;
  const first = stepAt(at - slow - 1, sheet);
  const last = stepAt(at + fast + 1, sheet);
  for (let step = first; step <= last; step += 1) if (codeOfStep(sheet, secret, step) === code) return;
  const now = stepAt(at, sheet);
  for (let distance = 0; distance <= SEARCHED_STEPS; distance += 1) {
    for (const step of [now - distance, now + distance]) {
      if (step < 0 || codeOfStep(sheet, secret, step) !== code) continue;
      throw new Violation(
        `a step from ${first - now} to ${last - now} (within ${Math.round(slow)} s slow and ${Math.round(fast)} s fast)`,
        `${code}, that of step ${step - now}: about ${(step - now) * sheet.periodSeconds} s off`,
      );
    }
  }
  throw new Violation('a code of a step nearby', `${code}, of no step within ${SEARCHED_STEPS}`);
}

function limits(sheet: TokenSheet, seconds: number, temperatureC: number): { slow: number; fast: number } {
  const wander = sheet.wanderPpm(seconds / YEAR);
  const fast = ((sheet.ppmAt25 + wander) * seconds) / 1e6;
  return { fast, slow: fast + (sheet.slowerPpm(temperatureC) * seconds) / 1e6 };
}

const drift = tokenRule({
  id: 'oath.token.drift.within-data-sheet',
  level: 'MUST',
  says: 'At room temperature the clock drifts no farther in years of use than the data sheet allows.',
  spec: [dataSheet('accuracy'), totpClause('6')],
  applies: livesForYears,
  property: (context) =>
    fc.asyncProperty(fc.record({ secret: secrets(context), life: years(context) }), ({ secret, life }) =>
      lived(context, secret, life, 25),
    ),
});

const temperature = tokenRule({
  id: 'oath.token.drift.temperature',
  level: 'MUST',
  says: 'In the cold and the warmth of its data sheet the clock loses no more than a tuning-fork crystal does.',
  spec: [dataSheet('operating temperature')],
  applies: (facts) => {
    const lives = livesForYears(facts);
    return lives === true ? facts.powers.temperature || 'it cannot be laid elsewhere' : lives;
  },
  property: (context) => {
    const [coldest, warmest] = context.sheet.temperatureC;
    const where = fc.oneof(fc.constantFrom(coldest, warmest), fc.integer({ min: coldest, max: warmest }));
    return fc.asyncProperty(
      fc.record({ secret: secrets(context), life: years(context), temperatureC: where }),
      ({ secret, life, temperatureC }) => lived(context, secret, life, temperatureC),
    );
  },
});

async function lived(
  context: TokenContext,
  secret: Uint8Array,
  { began, days }: { readonly began: number; readonly days: number },
  temperatureC: number,
): Promise<void> {
  const { sheet } = context;
  const ends = began + days * 86_400;
  if (ends + 1_000_000 > sheet.clockEndsSeconds) throw new NotApplicable('its clock ends before that');
  const token = await tokenInHand(context, { secret, atSeconds: began, temperatureC });
  const code = codeOf(await token.press(ends));
  await expectWithin(context, secret, code, ends, limits(sheet, ends - began, temperatureC));
}

const runsDark = tokenRule({
  id: 'oath.token.clock.runs-dark',
  level: 'MUST',
  says: 'The clock goes on while the display is dark.',
  spec: [totpClause('4.2')],
  applies: tellsTime,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), began: times(context.sheet), hours: fc.integer({ min: 1, max: 20 }) }),
      async ({ secret, began, hours }) => {
        const token = await tokenInHand(context, { secret, atSeconds: began });
        await token.press(began + 1);
        const at = began + hours * 3600;
        await expectWithin(context, secret, codeOf(await token.press(at)), at, limits(context.sheet, at - began, 25));
      },
    ),
});

const runsLit = tokenRule({
  id: 'oath.token.clock.runs-lit',
  level: 'MUST',
  says: 'The clock goes on while the display is lit.',
  spec: [totpClause('4.2')],
  applies: tellsTime,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), began: times(context.sheet) }),
      async ({ secret, began }) => {
        const { sheet } = context;
        const token = await tokenInHand(context, { secret, atSeconds: began });
        // Pressed again before it goes dark, for five steps and more.
        const every = sheet.displaySeconds - 1;
        const presses = Math.ceil((5 * sheet.periodSeconds) / every) + 1;
        let at = began;
        for (let press = 0; press < presses; press += 1) {
          at += every;
          await token.press(at);
        }
        await expectWithin(context, secret, codeOf(await token.press(at)), at, limits(sheet, at - began, 25));
      },
    ),
});

const pressCostsNothing = tokenRule({
  id: 'oath.token.clock.press-costs-nothing',
  level: 'MUST',
  says: 'Pressing the button does not put the clock back.',
  spec: [totpClause('4.2')],
  runs: 5,
  applies: tellsTime,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), began: times(context.sheet) }),
      async ({ secret, began }) => {
        const token = await tokenInHand(context, { secret, atSeconds: began });
        const presses = 4 * context.sheet.periodSeconds;
        for (let press = 0; press < presses; press += 1) await token.press(began + press);
        const at = began + presses;
        await expectWithin(context, secret, codeOf(await token.press(at)), at, limits(context.sheet, presses, 25));
      },
    ),
});

const set = tokenRule({
  id: 'oath.token.clock.set',
  level: 'MUST',
  says: 'A clock that is set goes on from the second that it was set to.',
  spec: [totpClause('4.2'), dataSheet('setting the clock')],
  runs: 40,
  applies: tellsTime,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), began: times(context.sheet), to: times(context.sheet) }),
      async ({ secret, began, to }) => {
        const token = await tokenInHand(context, { secret, atSeconds: began });
        await token.setClock(began + 10, to);
        const { sheet } = context;
        // The last quarter of a second of the step shows what was dropped.
        const left = sheet.periodSeconds - ((to - sheet.t0Seconds) % sheet.periodSeconds) - 0.25;
        expectCode(
          await token.press(began + 10 + left),
          codeOfTime(sheet, secret, to + left),
          `time ${to + left}, set to ${to}`,
        );
      },
    ),
});

const reseedSecret = tokenRule({
  id: 'oath.token.reseed.secret',
  level: 'MUST',
  says: 'With a new secret the old one is gone.',
  spec: [hotpSecret(), dataSheet('new secrets')],
  applies: tellsTime,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), next: secrets(context), began: times(context.sheet) }),
      async ({ secret, next, began }) => {
        const token = await tokenInHand(context, { secret, atSeconds: began });
        await token.press(began + 1);
        await token.reseed(began + 2, next);
        await token.setClock(began + 3, began + 3);
        expectCode(await token.press(began + 3.25), codeOfTime(context.sheet, next, began + 3), 'the new secret');
      },
    ),
});

function hotpSecret() {
  return { document: 'RFC 4226', section: '7.5' } as const;
}

const reseedClock = tokenRule({
  id: 'oath.token.reseed.clock',
  level: 'MUST',
  says: 'A new secret that leaves the clock alone leaves it alone.',
  spec: [dataSheet('new secrets')],
  applies: (facts) => {
    const tells = tellsTime(facts);
    return tells === true ? facts.powers.keepsClockAtReseed || 'a new secret restarts its clock' : tells;
  },
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), next: secrets(context), began: times(context.sheet) }),
      async ({ secret, next, began }) => {
        const token = await tokenInHand(context, { secret, atSeconds: began });
        await token.reseed(began + 10, next);
        expectCode(await token.press(began + 10.25), codeOfTime(context.sheet, next, began + 10), `time ${began + 10}`);
      },
    ),
});

/** Rules of a token's clock. */
export const tokenClockRules: readonly TokenRule[] = [
  drift,
  temperature,
  runsDark,
  runsLit,
  pressCostsNothing,
  set,
  reseedSecret,
  reseedClock,
];
