import { type OathMutant, oathMutant } from './oath-mutant.ts';

/** Faults of a token's clock and of how it takes a new seed. */
export const clockMutants: readonly OathMutant[] = [
  oathMutant({
    id: 'oath.token.drifts-beyond-data-sheet',
    fault: 'Runs 150 ppm faster than its crystal, beyond what its data sheet promises.',
    caughtBy: ['oath.token.drift.within-data-sheet'],
    decision: 'ppm',
    spoil: (sound) => (ppm) => sound(ppm) + 150,
  }),
  oathMutant({
    id: 'oath.token.loses-time-in-cold',
    fault: 'Falls with temperature ten times as steeply as a tuning fork.',
    caughtBy: ['oath.token.drift.temperature'],
    decision: 'parabola',
    spoil: (sound) => (parabola) => 10 * sound(parabola),
  }),
  oathMutant({
    id: 'oath.token.stops-with-display',
    fault: 'Its clock runs only while the display is lit.',
    caughtBy: ['oath.token.clock.runs-dark'],
    decision: 'ranSeconds',
    spoil: () => (_elapsed, lit) => lit,
  }),
  oathMutant({
    id: 'oath.token.stops-while-lit',
    fault: 'Its clock stands still while the display is lit.',
    caughtBy: ['oath.token.clock.runs-lit'],
    decision: 'ranSeconds',
    spoil: () => (elapsed, lit) => elapsed - lit,
  }),
  oathMutant({
    id: 'oath.token.loses-second-at-press',
    fault: 'Loses a second at every press.',
    caughtBy: ['oath.token.clock.press-costs-nothing'],
    decision: 'pressLosesSeconds',
    spoil: () => () => 1,
  }),
  oathMutant({
    id: 'oath.token.sets-clock-to-minute',
    fault: 'Drops the seconds of a minute when its clock is set.',
    caughtBy: ['oath.token.clock.set'],
    decision: 'set',
    spoil: () => (seconds) => Math.floor(seconds / 60) * 60,
  }),
  oathMutant({
    id: 'oath.token.keeps-old-seed',
    fault: 'Goes on with the old secret when it is given a new one.',
    caughtBy: ['oath.token.reseed.secret'],
    decision: 'reseeded',
    spoil: () => (old) => old,
  }),
  oathMutant({
    id: 'oath.token.restarts-clock-at-reseed',
    fault: 'Restarts its clock with every new secret, though it was asked to keep it.',
    caughtBy: ['oath.token.reseed.clock'],
    decision: 'reseedKeepsClock',
    spoil: () => () => false,
  }),
];
