import { ctapCommand } from '../../../src/ctap2/commands.ts';
import type { Handler } from '../context.ts';
import { type FidoProfile, speaks21 } from '../profile.ts';
import { clientPin } from './client-pin.ts';
import { credentialManagement, credentialManagementPreview } from './credential-management.ts';
import { getAssertion } from './get-assertion.ts';
import { getInfo } from './get-info.ts';
import { getNextAssertion } from './get-next-assertion.ts';
import { makeCredential } from './make-credential.ts';
import { reset } from './reset.ts';
import { selection } from './selection.ts';

/** One served command: its handler, and the profiles that have it (all, where nothing is said). */
export interface CommandRow {
  readonly handler: Handler;
  readonly isServed?: (profile: FidoProfile) => boolean;
}

/** The CTAP2 commands of the simulated key by command byte. */
export const commands: ReadonlyMap<number, CommandRow> = new Map<number, CommandRow>([
  [ctapCommand.makeCredential, { handler: makeCredential }],
  [ctapCommand.getAssertion, { handler: getAssertion }],
  [ctapCommand.getNextAssertion, { handler: getNextAssertion }],
  [ctapCommand.getInfo, { handler: getInfo }],
  [ctapCommand.clientPin, { handler: clientPin, isServed: (profile) => profile.pinUvAuthProtocols.length > 0 }],
  [ctapCommand.reset, { handler: reset }],
  [
    ctapCommand.credentialManagement,
    { handler: credentialManagement, isServed: (profile) => profile.options['credMgmt'] === true },
  ],
  [
    ctapCommand.credentialManagementPreview,
    { handler: credentialManagementPreview, isServed: (profile) => profile.options['credentialMgmtPreview'] === true },
  ],
  [ctapCommand.selection, { handler: selection, isServed: speaks21 }],
]);
