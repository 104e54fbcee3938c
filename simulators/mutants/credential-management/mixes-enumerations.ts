import { mutant } from '../mutant.ts';

/** Goes on with whichever enumeration was begun. */
export const mixesEnumerations = mutant({
  id: 'fido2.credential-management.mixes-enumerations',
  fault: 'Goes on with whichever enumeration was begun.',
  caughtBy: ['ctap2.credential-management.next.of-other-enumeration'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      managementSubCommand: (subCommand, sequence) =>
        subCommand !== 0x03 && subCommand !== 0x05 ? subCommand : sequence?.kind === 'rps' ? 0x03 : 0x05,
    },
  }),
});
