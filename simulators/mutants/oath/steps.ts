import { type OathMutant, oathMutant } from './oath-mutant.ts';

/** Faults of how time becomes steps. */
export const stepMutants: readonly OathMutant[] = [
  oathMutant({
    id: 'oath.token.rounds-step-up',
    fault: 'Rounds a begun step up, so that every code comes a step early.',
    caughtBy: ['oath.token.step.edge', 'oath.token.code.vectors'],
    decision: 'step',
    spoil: () => (seconds, period, t0) => Math.ceil((seconds - t0) / period),
  }),
  oathMutant({
    id: 'oath.token.rounds-step-to-nearest',
    fault: 'Rounds to the nearest step, so that codes change in the middle of theirs.',
    caughtBy: ['oath.token.step.edge'],
    decision: 'step',
    spoil: () => (seconds, period, t0) => Math.round((seconds - t0) / period),
  }),
  oathMutant({
    id: 'oath.token.changes-a-second-late',
    fault: 'Counts the first second of a step to the step before.',
    caughtBy: ['oath.token.step.edge'],
    decision: 'step',
    spoil: (sound) => (seconds, period, t0) => sound(seconds - 1, period, t0),
  }),
  oathMutant({
    id: 'oath.token.ignores-t0',
    fault: 'Counts steps from 1970 whatever T0 is.',
    caughtBy: ['oath.token.step.t0'],
    decision: 'step',
    spoil: (sound) => (seconds, period) => sound(seconds, period, 0),
  }),
  oathMutant({
    id: 'oath.token.adds-t0',
    fault: 'Adds T0 to the time instead of subtracting it.',
    caughtBy: ['oath.token.step.t0'],
    decision: 'step',
    spoil: (sound) => (seconds, period, t0) => sound(seconds, period, -t0),
  }),
  oathMutant({
    id: 'oath.token.steps-every-30-seconds',
    fault: 'Makes a step of 30 seconds whatever its period is.',
    caughtBy: ['oath.token.step.period'],
    profile: 'fob-60',
    decision: 'period',
    spoil: () => () => 30,
  }),
  oathMutant({
    id: 'oath.token.ends-in-2038',
    fault: 'Keeps time in a signed number of 32 bits, which turns over in January 2038.',
    caughtBy: ['oath.token.step.far-future'],
    decision: 'counted',
    spoil: (sound) => (seconds, bits) => sound(seconds, bits) | 0,
  }),
  oathMutant({
    id: 'oath.token.counts-local-time',
    fault: 'Counts seconds of a zone an hour east of UTC.',
    caughtBy: ['oath.token.code.vectors', 'oath.token.clock.set'],
    decision: 'counted',
    spoil: (sound) => (seconds, bits) => sound(seconds + 3600, bits),
  }),
];
