import { mutant } from '../mutant.ts';

/** Counts the time in which it may be reset from the first command. */
export const countsFromFirstCommand = mutant({
  id: 'fido2.reset.counts-from-first-command',
  fault: 'Counts the time in which it may be reset from the first command.',
  caughtBy: ['ctap2.reset.window.from-power-up'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      isWithinResetWindow: (_sincePowerUpMs, profile, sinceFirstCommandMs) =>
        profile.resetWindowMs === undefined || sinceFirstCommandMs <= profile.resetWindowMs,
    },
  }),
});
