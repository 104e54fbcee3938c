import { mutant } from '../mutant.ts';

/** Answers CTAP2_OK to subcommands that do not exist. */
export const servesUnknownSubcommands = mutant({
  id: 'fido2.credential-management.serves-unknown-subcommands',
  fault: 'Answers CTAP2_OK to subcommands that do not exist.',
  caughtBy: ['ctap2.credential-management.request.unknown-subcommand'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, unknownManagementStatus: () => undefined } }),
});
