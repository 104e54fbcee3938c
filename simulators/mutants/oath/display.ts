import { type OathMutant, oathMutant } from './oath-mutant.ts';

/** Faults of what a token shows, and for how long. */
export const displayMutants: readonly OathMutant[] = [
  oathMutant({
    id: 'oath.token.shows-old-code-again',
    fault: 'Shows the code of the last press again, for ten minutes after its display went dark.',
    caughtBy: ['oath.token.display.fresh'],
    decision: 'pressShows',
    spoil: () => (fresh, held) => (held !== undefined && held.ageSeconds < 600 ? held.code : fresh),
  }),
  oathMutant({
    id: 'oath.token.never-goes-dark',
    fault: 'Keeps its display lit for an hour instead of its time-out.',
    caughtBy: ['oath.token.display.time-out'],
    decision: 'isLit',
    spoil: () => (age) => age < 3600,
  }),
  oathMutant({
    id: 'oath.token.goes-dark-early',
    fault: 'Goes dark at half of its time-out.',
    caughtBy: ['oath.token.display.stays-lit'],
    level: 'SHOULD',
    decision: 'isLit',
    spoil: () => (age, displaySeconds) => age < displaySeconds / 2,
  }),
  oathMutant({
    id: 'oath.token.holds-code-while-lit',
    fault: 'Keeps the code of the press on a display that says it follows the steps.',
    caughtBy: ['oath.token.display.follows'],
    decision: 'litShows',
    spoil: () => (ofPress) => ofPress,
  }),
  oathMutant({
    id: 'oath.token.shows-codes-without-battery',
    fault: 'Shows codes of a stopped clock when its battery is empty.',
    caughtBy: ['oath.token.battery.empty'],
    decision: 'canShow',
    spoil: () => () => true,
  }),
];
