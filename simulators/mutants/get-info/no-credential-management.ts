import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Claims FIDO_2_1 and discoverable credentials without credential management. */
export const noCredentialManagement = mutant({
  id: 'fido2.get-info.no-credential-management',
  fault: 'Claims FIDO_2_1 and discoverable credentials without credential management.',
  caughtBy: ['ctap2.get-info.mandatory.cred-mgmt'],
  twist: (sound) => saying(sound, (info) => ({ ...info, options: { ...info.options, credMgmt: false } })),
});
