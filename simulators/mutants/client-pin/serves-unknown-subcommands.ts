import { mutant } from '../mutant.ts';

/** Answers subcommands that do not exist with CTAP2_OK. */
export const servesUnknownSubcommands = mutant({
  id: 'fido2.client-pin.serves-unknown-subcommands',
  fault: 'Answers subcommands that do not exist with CTAP2_OK.',
  caughtBy: ['ctap2.client-pin.subcommand.unknown'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, unknownSubCommandStatus: () => 0x00 } }),
});
