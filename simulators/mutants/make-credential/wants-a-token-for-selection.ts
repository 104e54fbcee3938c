import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';

/** Refuses authenticatorSelection on a key with a PIN. */
export const wantsATokenForSelection = mutant({
  id: 'fido2.make-credential.wants-a-token-for-selection',
  fault: 'Refuses authenticatorSelection on a key with a PIN.',
  caughtBy: ['ctap2.selection.needs-no-pin'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      selectionNeedsTouch: ({ pin }) => {
        if (pin !== undefined) throw new CtapError(0x36);
        return true;
      },
    },
  }),
});
