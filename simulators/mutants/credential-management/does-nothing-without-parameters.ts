import { mutant } from '../mutant.ts';

/** Answers CTAP2_OK where a parameter is missing, and does nothing. */
export const doesNothingWithoutParameters = mutant({
  id: 'fido2.credential-management.does-nothing-without-parameters',
  fault: 'Answers CTAP2_OK where a parameter is missing, and does nothing.',
  caughtBy: [
    'ctap2.credential-management.request.missing-parameter',
    'ctap2.credential-management.authorization.protocol-missing',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, managementStatus: (status) => (status === 0x14 ? 0x00 : status) },
  }),
});
