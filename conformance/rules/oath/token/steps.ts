import fc from 'fast-check';
import { type TokenRule, tokenRule } from '../../../vocabulary/oath-token.ts';
import { dataSheet, totpClause } from '../clauses.ts';
import {
  codeOfStep,
  codeOfTime,
  expectCode,
  lastSecond,
  secrets,
  startOf,
  steps,
  tellsTime,
  times,
  tokenInHand,
} from './token-in-hand.ts';

/** Seconds of margin to an edge: more than a clock within its data sheet loses while a rule runs. */
const MARGIN = 0.25;

const edge = tokenRule({
  id: 'oath.token.step.edge',
  level: 'MUST',
  says: 'The code changes when a step begins, and at no other moment.',
  spec: [totpClause('4.2')],
  applies: tellsTime,
  property: (context) =>
    fc.asyncProperty(
      fc.record({
        secret: secrets(context),
        step: steps(context.sheet),
        within: fc.integer({ min: 0, max: 4 * context.sheet.periodSeconds - 2 }),
      }),
      async ({ secret, step, within }) => {
        const { sheet } = context;
        const begins = startOf(sheet, step);
        const token = await tokenInHand(context, { secret, atSeconds: begins - 5 });
        const moments = [begins - MARGIN, begins + MARGIN, begins + MARGIN + within / 4];
        for (const at of [...new Set(moments)].filter((one) => one < begins + sheet.periodSeconds)) {
          const of = at < begins ? step - 1 : step;
          expectCode(
            await token.press(at),
            codeOfStep(sheet, secret, of),
            `step ${of}, ${at - begins} s from the edge`,
          );
        }
      },
    ),
});

const period = tokenRule({
  id: 'oath.token.step.period',
  level: 'MUST',
  says: 'Steps are as long as the data sheet says.',
  spec: [totpClause('4.1'), dataSheet('time step')],
  applies: tellsTime,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), step: steps(context.sheet), steps: fc.integer({ min: 1, max: 10 }) }),
      async ({ secret, step, steps: later }) => {
        const { sheet } = context;
        const atSeconds = startOf(sheet, step);
        const token = await tokenInHand(context, { secret, atSeconds });
        for (const of of [step, step + later]) {
          const at = startOf(sheet, of) + sheet.periodSeconds / 2;
          expectCode(await token.press(at), codeOfStep(sheet, secret, of), `step ${of}`);
        }
      },
    ),
});

const t0 = tokenRule({
  id: 'oath.token.step.t0',
  level: 'MUST',
  says: 'Steps are counted from T0.',
  spec: [totpClause('4.1')],
  applies: (facts) => {
    const tells = tellsTime(facts);
    return tells === true ? facts.powers.choosesT0 || 'its T0 cannot be chosen' : tells;
  },
  property: (context) =>
    fc.asyncProperty(
      fc.record({
        secret: secrets(context),
        t0Seconds: fc.integer({ min: 1, max: 2 ** 30 }),
        atSeconds: times(context.sheet).filter((at) => at > 2 ** 30 + 1000),
      }),
      async ({ secret, t0Seconds, atSeconds }) => {
        const { sheet } = context;
        const own = { ...sheet, t0Seconds };
        // The middle of a step, so that T0 alone decides.
        const into = (atSeconds - t0Seconds) % sheet.periodSeconds;
        const at = atSeconds - into + Math.floor(sheet.periodSeconds / 2);
        const token = await tokenInHand(context, { secret, atSeconds: at, t0Seconds });
        expectCode(await token.press(at + MARGIN), codeOfTime(own, secret, at), `time ${at} with T0 ${t0Seconds}`);
      },
    ),
});

const farFuture = tokenRule({
  id: 'oath.token.step.far-future',
  level: 'MUST',
  says: 'Codes stay right beyond January 2038, for as long as the clock goes.',
  spec: [totpClause('4.2'), dataSheet('end of the clock')],
  applies: (facts) => {
    const tells = tellsTime(facts);
    return tells === true ? lastSecond(facts.sheet) > 2 ** 31 + 1000 || 'its clock ends before 2038' : tells;
  },
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), atSeconds: fc.integer({ min: 2 ** 31, max: lastSecond(context.sheet) }) }),
      async ({ secret, atSeconds }) => {
        const { sheet } = context;
        const token = await tokenInHand(context, { secret, atSeconds });
        expectCode(await token.press(atSeconds + MARGIN), codeOfTime(sheet, secret, atSeconds), `time ${atSeconds}`);
      },
    ),
});

/** Rules of how time becomes steps. */
export const tokenStepRules: readonly TokenRule[] = [edge, period, t0, farFuture];
