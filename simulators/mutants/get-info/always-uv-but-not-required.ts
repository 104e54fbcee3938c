import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Says that it always verifies the user, and that registrations need no verification. */
export const alwaysUvButNotRequired = mutant({
  id: 'fido2.get-info.always-uv-but-not-required',
  fault: 'Says that it always verifies the user, and that registrations need no verification.',
  caughtBy: ['ctap2.get-info.options.always-uv'],
  profile: 'always-uv',
  twist: (sound) => saying(sound, (info) => ({ ...info, options: { ...info.options, makeCredUvNotRqd: true } })),
});
