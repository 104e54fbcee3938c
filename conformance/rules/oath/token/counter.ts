import fc from 'fast-check';
import { overCases } from '../../../vocabulary/cases.ts';
import { type TokenFacts, type TokenRule, tokenRule } from '../../../vocabulary/oath-token.ts';
import { dataSheet, hotpClause } from '../clauses.ts';
import { codeOfStep, countsPresses, expectCode, secrets, tokenInHand } from './token-in-hand.ts';

const BEGINS = 1_800_000_000;

const starts = ({ powers }: TokenFacts): fc.Arbitrary<number> =>
  powers.choosesCounter ? fc.integer({ min: 0, max: 2 ** 40 }) : fc.constant(0);

const first = tokenRule({
  id: 'oath.token.counter.first',
  level: 'MUST',
  says: 'The first press shows the code of the counter that the token was given.',
  spec: [hotpClause('5.1'), hotpClause('7.2')],
  applies: countsPresses,
  property: (context) =>
    fc.asyncProperty(fc.record({ secret: secrets(context), counter: starts(context) }), async ({ secret, counter }) => {
      const token = await tokenInHand(context, { secret, atSeconds: BEGINS, counter });
      expectCode(await token.press(BEGINS + 1), codeOfStep(context.sheet, secret, counter), `counter ${counter}`);
    }),
});

const advances = tokenRule({
  id: 'oath.token.counter.advances',
  level: 'MUST',
  says: 'Each press advances the counter by one.',
  spec: [hotpClause('5.1'), hotpClause('7.2')],
  applies: countsPresses,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), counter: starts(context), presses: fc.integer({ min: 2, max: 40 }) }),
      async ({ secret, counter, presses }) => {
        const token = await tokenInHand(context, { secret, atSeconds: BEGINS, counter });
        for (let press = 0; press < presses; press += 1) {
          const of = counter + press;
          expectCode(await token.press(BEGINS + press), codeOfStep(context.sheet, secret, of), `counter ${of}`);
        }
      },
    ),
});

const kept = tokenRule({
  id: 'oath.token.counter.kept',
  level: 'MUST',
  says: 'A new battery takes no press back: no code comes again.',
  spec: [hotpClause('5.1'), hotpClause('7.2')],
  applies: (facts) => {
    const counts = countsPresses(facts);
    return counts === true ? facts.powers.battery || 'its battery cannot be changed' : counts;
  },
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), presses: fc.integer({ min: 1, max: 35 }) }),
      async ({ secret, presses }) => {
        const token = await tokenInHand(context, { secret, atSeconds: BEGINS });
        for (let press = 0; press < presses; press += 1) await token.press(BEGINS + press);
        await token.swapBattery(BEGINS + presses);
        const shown = await token.press(BEGINS + presses + 60);
        expectCode(shown, codeOfStep(context.sheet, secret, presses), `counter ${presses}, after a new battery`);
      },
    ),
});

const width = tokenRule({
  id: 'oath.token.counter.width',
  level: 'MUST',
  says: 'The counter goes as far as the data sheet says before any of its codes comes again.',
  spec: [hotpClause('5.1'), dataSheet('counter')],
  runs: 1,
  applies: countsPresses,
  property: (context) => {
    const reached = [1, 127, 128, 255, 256, 257, 1000, 10_000].filter(
      (presses) => presses < context.sheet.counterValues,
    );
    return overCases('presses', reached, async (presses) => {
      const secret = new Uint8Array(20).fill(7);
      const token = await tokenInHand(context, { secret, atSeconds: BEGINS });
      await token.pocket(BEGINS + 1, presses);
      expectCode(await token.press(BEGINS + 2), codeOfStep(context.sheet, secret, presses), `counter ${presses}`);
    });
  },
});

const reseeded = tokenRule({
  id: 'oath.token.reseed.counter',
  level: 'MUST',
  says: 'With a new secret the counter begins again.',
  spec: [hotpClause('7.2'), hotpClause('7.5')],
  applies: countsPresses,
  property: (context) =>
    fc.asyncProperty(
      fc.record({ secret: secrets(context), next: secrets(context), presses: fc.integer({ min: 1, max: 20 }) }),
      async ({ secret, next, presses }) => {
        const token = await tokenInHand(context, { secret, atSeconds: BEGINS });
        for (let press = 0; press < presses; press += 1) await token.press(BEGINS + press);
        await token.reseed(BEGINS + 100, next);
        const shown = await token.press(BEGINS + 101);
        expectCode(shown, codeOfStep(context.sheet, next, 0), 'counter 0 of the new secret');
      },
    ),
});

/** Rules of a token that counts presses. */
export const tokenCounterRules: readonly TokenRule[] = [first, advances, kept, width, reseeded];
