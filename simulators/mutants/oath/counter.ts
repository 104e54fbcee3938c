import { type OathMutant, oathMutant } from './oath-mutant.ts';

/** Faults of a token that counts presses. */
export const counterMutants: readonly OathMutant[] = [
  oathMutant({
    id: 'oath.token.forgets-counter',
    fault: 'Does not keep its counter: after a new battery old codes come again.',
    caughtBy: ['oath.token.counter.kept'],
    profile: 'hotp',
    decision: 'keptPresses',
    spoil: () => (kept) => kept,
  }),
  oathMutant({
    id: 'oath.token.keeps-every-tenth-counter',
    fault: 'Writes its counter down at every tenth press only, so that a new battery takes back up to nine.',
    caughtBy: ['oath.token.counter.kept'],
    profile: 'hotp',
    decision: 'keptPresses',
    spoil: () => (kept, live) => (live % 10 === 0 ? live : kept),
  }),
  oathMutant({
    id: 'oath.token.advances-twice',
    fault: 'Advances its counter by two at each press.',
    caughtBy: ['oath.token.counter.advances'],
    profile: 'hotp',
    decision: 'pressed',
    spoil: () => (presses) => presses + 2,
  }),
  oathMutant({
    id: 'oath.token.never-advances',
    fault: 'Shows the same code at every press.',
    caughtBy: ['oath.token.counter.advances'],
    profile: 'hotp',
    decision: 'pressed',
    spoil: () => (presses) => presses,
  }),
  oathMutant({
    id: 'oath.token.skips-first-counter',
    fault: 'Advances before its first code, which is that of the second counter.',
    caughtBy: ['oath.token.counter.first'],
    profile: 'hotp',
    decision: 'counter',
    spoil: (sound) => (start, presses) => sound(start, presses) + 1,
  }),
  oathMutant({
    id: 'oath.token.ignores-start-of-counter',
    fault: 'Begins at counter 0 whatever start value it was given.',
    caughtBy: ['oath.token.counter.first'],
    profile: 'hotp',
    decision: 'counter',
    spoil: (sound) => (_start, presses) => sound(0, presses),
  }),
  oathMutant({
    id: 'oath.token.counts-to-255',
    fault: 'Keeps one byte of its counter: after 256 presses the first code comes again.',
    caughtBy: ['oath.token.counter.width'],
    profile: 'hotp',
    decision: 'pressed',
    spoil: (sound) => (presses) => sound(presses) % 256,
  }),
  oathMutant({
    id: 'oath.token.keeps-counter-over-reseed',
    fault: 'Keeps its counter when it is given a new secret.',
    caughtBy: ['oath.token.reseed.counter'],
    profile: 'hotp',
    decision: 'pressesAfterReseed',
    spoil: () => (presses) => presses,
  }),
];
