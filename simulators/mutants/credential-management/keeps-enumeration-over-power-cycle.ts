import { mutant } from '../mutant.ts';

/** Goes on with an enumeration after a power cycle. */
export const keepsEnumerationOverPowerCycle = mutant({
  id: 'fido2.credential-management.keeps-enumeration-over-power-cycle',
  fault: 'Goes on with an enumeration after a power cycle.',
  caughtBy: ['ctap2.credential-management.next.after-power-cycle'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      sequenceAfterPowerCycle: (sequence) => (sequence === undefined ? undefined : { ...sequence, channel: undefined }),
    },
  }),
});
