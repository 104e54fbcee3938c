import type { Mutant } from '../mutant.ts';
import { alwaysUvButNotRequired } from './always-uv-but-not-required.ts';
import { configByUvWithoutConfig } from './config-by-uv-without-config.ts';
import { noCredProtect } from './no-cred-protect.ts';
import { noCredentialManagement } from './no-credential-management.ts';
import { noHmacSecret } from './no-hmac-secret.ts';
import { noProtocols } from './no-protocols.ts';
import { noTokens } from './no-tokens.ts';
import { protocolOneOnly } from './protocol-one-only.ts';
import { repeatedAlgorithm } from './repeated-algorithm.ts';
import { repeatedExtension } from './repeated-extension.ts';
import { repeatedProtocol } from './repeated-protocol.ts';
import { repeatedTransport } from './repeated-transport.ts';
import { repeatedVersion } from './repeated-version.ts';
import { restlessTransports } from './restless-transports.ts';
import { shortAaguid } from './short-aaguid.ts';
import { shortPins } from './short-pins.ts';
import { smallMessages } from './small-messages.ts';
import { u2fOnlyVersion } from './u2f-only-version.ts';
import { unprotectedResidentKeys } from './unprotected-resident-keys.ts';
import { unsortedMembers } from './unsorted-members.ts';
import { version22 } from './version-2-2.ts';
import { zeroListLimit } from './zero-list-limit.ts';

/** Faults of getInfo. */
export const getInfoMutants: readonly Mutant[] = [
  shortAaguid,
  u2fOnlyVersion,
  repeatedVersion,
  version22,
  repeatedExtension,
  smallMessages,
  noProtocols,
  repeatedProtocol,
  zeroListLimit,
  repeatedTransport,
  repeatedAlgorithm,
  shortPins,
  alwaysUvButNotRequired,
  configByUvWithoutConfig,
  noHmacSecret,
  noCredProtect,
  noCredentialManagement,
  unprotectedResidentKeys,
  noTokens,
  protocolOneOnly,
  unsortedMembers,
  restlessTransports,
];
