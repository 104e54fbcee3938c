import { mutant } from '../mutant.ts';

/** Forgets the accounts to come when another channel asks for them. */
export const nextLosesPlaceToOthers = mutant({
  id: 'fido2.get-next-assertion.loses-place-to-others',
  fault: 'Forgets the accounts to come when another channel asks for them.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-next-assertion.other-channel.owner-undisturbed'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      ownsSequence: (sequence, via) => {
        const owns = sound.fido2.ownsSequence(sequence, via);
        if (!owns) sequence.deadlineMs = 0;
        return owns;
      },
    },
  }),
});
