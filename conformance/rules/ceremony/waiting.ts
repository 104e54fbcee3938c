import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { soundMakeRequest } from './credential.ts';

/**
 * A request that does nothing but wait for a touch until it comes: authenticatorSelection where the key has it, else a
 * makeCredential (whose touch a token may already have seen to on keys with built-in user verification).
 */
export async function waitingRequest(context: RuleContext): Promise<Uint8Array> {
  const { versions } = context.device.facts.info;
  if (versions.includes('FIDO_2_1') || versions.includes('FIDO_2_3')) return Uint8Array.of(ctapCommand.selection);
  const request = encodeMessage(makeCredentialRequest, await soundMakeRequest(context));
  return Uint8Array.of(ctapCommand.makeCredential, ...request);
}
