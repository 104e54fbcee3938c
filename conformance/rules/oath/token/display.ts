import fc from 'fast-check';
import { type TokenRule, tokenRule } from '../../../vocabulary/oath-token.ts';
import { expectThat } from '../../../vocabulary/violation.ts';
import { dataSheet, totpClause } from '../clauses.ts';
import {
  codeOfStep,
  expectCode,
  makesCodes,
  secrets,
  startOf,
  steps,
  tellsTime,
  times,
  tokenInHand,
} from './token-in-hand.ts';

const fresh = tokenRule({
  id: 'oath.token.display.fresh',
  level: 'MUST',
  says: 'A press shows the code of now, however lately another was shown.',
  spec: [totpClause('4.2'), totpClause('5.2')],
  applies: tellsTime,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), step: steps(context.sheet), later: fc.integer({ min: 1, max: 12 }) }),
      async ({ secret, step, later }) => {
        const { sheet } = context;
        const atSeconds = startOf(sheet, step);
        const token = await tokenInHand(context, { secret, atSeconds });
        await token.press(atSeconds + 1);
        const at = startOf(sheet, step + later) + 1;
        expectCode(await token.press(at), codeOfStep(sheet, secret, step + later), `step ${step + later}`);
      },
    ),
});

const follows = tokenRule({
  id: 'oath.token.display.follows',
  level: 'MUST',
  says: 'A lit display that says it follows the steps shows the next code when its step begins.',
  spec: [dataSheet('display')],
  applies: (facts) => {
    const tells = tellsTime(facts);
    return tells === true ? facts.sheet.display === 'refreshing' || 'its display keeps the code of the press' : tells;
  },
  property: (context) =>
    fc.asyncProperty(fc.record({ secret: secrets(context), step: steps(context.sheet) }), async ({ secret, step }) => {
      const { sheet } = context;
      const begins = startOf(sheet, step);
      const token = await tokenInHand(context, { secret, atSeconds: begins - 2 });
      await token.press(begins - 1);
      expectCode(await token.display(begins + 1), codeOfStep(sheet, secret, step), `step ${step}, a second old`);
    }),
});

const timeOut = tokenRule({
  id: 'oath.token.display.time-out',
  level: 'MUST',
  says: 'The display goes dark at the end of its time-out, so that nobody else reads a code later.',
  spec: [dataSheet('display time-out')],
  applies: makesCodes,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), began: times(context.sheet), later: fc.integer({ min: 1, max: 600 }) }),
      async ({ secret, began, later }) => {
        const token = await tokenInHand(context, { secret, atSeconds: began });
        await token.press(began + 1);
        const shown = await token.display(began + 1 + context.sheet.displaySeconds + later);
        expectThat(shown.kind === 'off', `a dark display ${later} s after its time-out`, `it is lit (${shown.kind})`);
      },
    ),
});

const staysLit = tokenRule({
  id: 'oath.token.display.stays-lit',
  level: 'SHOULD',
  says: 'The display stays lit until its time-out, so that a code can be read and typed.',
  spec: [dataSheet('display time-out')],
  applies: makesCodes,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), began: times(context.sheet) }),
      async ({ secret, began }) => {
        const token = await tokenInHand(context, { secret, atSeconds: began });
        await token.press(began + 1);
        const shown = await token.display(began + context.sheet.displaySeconds);
        expectThat(shown.kind === 'code', 'a lit display a second before its time-out', `it is ${shown.kind}`);
      },
    ),
});

const emptyBattery = tokenRule({
  id: 'oath.token.battery.empty',
  level: 'MUST',
  says: 'A token whose battery is empty shows nothing: its clock stands still, and its code would be of another time.',
  spec: [dataSheet('battery'), totpClause('4.2')],
  applies: (facts) => {
    const makes = makesCodes(facts);
    return makes === true ? facts.powers.battery || 'its battery cannot be emptied' : makes;
  },
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), began: times(context.sheet), hours: fc.integer({ min: 1, max: 1000 }) }),
      async ({ secret, began, hours }) => {
        const token = await tokenInHand(context, { secret, atSeconds: began });
        await token.emptyBattery(began + 1);
        const shown = await token.press(began + hours * 3600);
        expectThat(shown.kind !== 'code', 'no code', () => (shown.kind === 'code' ? `the code ${shown.code}` : ''));
      },
    ),
});

/** Rules of what a token shows, and for how long. */
export const tokenDisplayRules: readonly TokenRule[] = [fresh, follows, timeOut, staysLit, emptyBattery];
