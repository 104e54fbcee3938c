import { mutant } from '../mutant.ts';

const FIXED = Uint8Array.from({ length: 32 }, (_, index) => (37 * index + 11) & 0xff);

/** Gives the same output whatever the salt. */
export const ignoresSalt = mutant({
  id: 'fido2.hmac-secret.ignores-salt',
  fault: 'Gives the same output whatever the salt.',
  caughtBy: ['ctap2.hmac-secret.output.differs-by-salt'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, hmacOutputs: (outputs) => outputs.map(() => FIXED.slice()) },
  }),
});
