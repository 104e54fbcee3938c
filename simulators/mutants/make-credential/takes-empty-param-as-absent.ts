import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Registers on an empty pinUvAuthParam as if there were none. */
export const takesEmptyParamAsAbsent = mutant({
  id: 'fido2.make-credential.takes-empty-param-as-absent',
  fault: 'Registers on an empty pinUvAuthParam as if there were none.',
  caughtBy: ['ctap2.make-credential.empty-param.pin-unset'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const param = request.get(0x08);
      if (param instanceof Uint8Array && param.length === 0) request.delete(0x08);
    }),
});
