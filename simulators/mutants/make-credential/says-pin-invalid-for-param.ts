import { mutant } from '../mutant.ts';
import { swap } from './swap.ts';

/** Answers CTAP2_ERR_PIN_INVALID to a wrong pinUvAuthParam. */
export const saysPinInvalidForParam = mutant({
  id: 'fido2.make-credential.says-pin-invalid-for-param',
  fault: 'Answers CTAP2_ERR_PIN_INVALID to a wrong pinUvAuthParam.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.authorization.wrong-param.status'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, statusOf: (error, profile) => swap(sound.fido2.statusOf(error, profile), 0x33, 0x31) },
  }),
});
