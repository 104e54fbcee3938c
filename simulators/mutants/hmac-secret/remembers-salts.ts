import type { OpenedSalts } from '../../fido2/state.ts';
import { mutant } from '../mutant.ts';

let last: OpenedSalts | undefined;

function remembered(asked: OpenedSalts | undefined): OpenedSalts | undefined {
  last = asked ?? last;
  return last;
}

/** Goes on with the salts of an earlier assertion where none are asked for. */
export const remembersSalts = mutant({
  id: 'fido2.hmac-secret.remembers-salts',
  fault: 'Goes on with the salts of an earlier assertion where none are asked for.',
  caughtBy: ['ctap2.hmac-secret.assertion.only-asked'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, servedSalts: (asked) => remembered(asked) } }),
});
