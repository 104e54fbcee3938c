import { mutant } from '../mutant.ts';

/** Echoes commands that CTAPHID does not define. */
export const servesUnknownCommands = mutant({
  id: 'fido2.hid.serves-unknown-commands',
  fault: 'Echoes commands that CTAPHID does not define.',
  caughtBy: ['hid.command.unknown'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, knowsCommand: () => true } }),
});
