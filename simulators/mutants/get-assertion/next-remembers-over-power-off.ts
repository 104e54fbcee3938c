import { mutant } from '../mutant.ts';

/** Goes on giving accounts after a power cycle. */
export const nextRemembersOverPowerOff = mutant({
  id: 'fido2.get-next-assertion.remembers-over-power-off',
  fault: 'Goes on giving accounts after a power cycle.',
  caughtBy: ['ctap2.get-next-assertion.power-cycle.forgotten'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      sequenceAfterPowerCycle: (sequence) => (sequence === undefined ? undefined : { ...sequence, channel: undefined }),
    },
  }),
});
