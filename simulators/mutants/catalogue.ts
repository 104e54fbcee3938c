import { cborMutants } from './cbor/catalogue.ts';
import { clientPinMutants } from './client-pin/catalogue.ts';
import { credProtectMutants } from './cred-protect/catalogue.ts';
import { credentialManagementMutants } from './credential-management/catalogue.ts';
import { getAssertionMutants } from './get-assertion/catalogue.ts';
import { getInfoMutants } from './get-info/catalogue.ts';
import { hidMutants } from './hid/catalogue.ts';
import { hmacSecretMutants } from './hmac-secret/catalogue.ts';
import { makeCredentialMutants } from './make-credential/catalogue.ts';
import type { Mutant } from './mutant.ts';
import { nfcMutants } from './nfc/catalogue.ts';
import { resetMutants } from './reset/catalogue.ts';
import { u2fMutants } from './u2f/catalogue.ts';

/** Every fault, by family. */
export const mutants: readonly Mutant[] = [
  ...getInfoMutants,
  ...makeCredentialMutants,
  ...getAssertionMutants,
  ...clientPinMutants,
  ...hmacSecretMutants,
  ...credentialManagementMutants,
  ...resetMutants,
  ...cborMutants,
  ...u2fMutants,
  ...hidMutants,
  ...nfcMutants,
  ...credProtectMutants,
];
