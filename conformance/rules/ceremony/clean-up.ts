import { concat } from '../../../src/bytes/bytes.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import {
  credentialManagementParams,
  credentialManagementSubCommand,
} from '../../../src/ctap2/credential-management.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { writeValue } from '../../../src/ctap2/schema.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import type { Made } from './credential.ts';

/**
 * Deletes discoverable credentials that a rule made, where the key has credential management and a PIN that we know; on
 * other keys they stay until the next reset. What is gone already does not matter.
 */
export async function removeCredentials(context: RuleContext, made: readonly Made[]): Promise<void> {
  const { device } = context;
  if (device.pin === undefined || device.facts.info.options['credMgmt'] !== true || made.length === 0) return;
  // Bound to no relying party: what is deleted may be of several.
  const token = await device.pin.uv().tokenWithPermissions(device.pin.pin, permission.cm);
  const subCommand = credentialManagementSubCommand.deleteCredential;
  for (const one of made) {
    const subCommandParams = { credentialID: one.descriptor };
    const params = encodeCbor(writeValue(credentialManagementParams, subCommandParams));
    const request = { subCommand, subCommandParams, pinUvAuthProtocol: token.protocol };
    const message = concat(Uint8Array.of(subCommand), params);
    try {
      await device.client.credentialManagement({ ...request, pinUvAuthParam: token.authenticate(message) });
    } catch (error) {
      if (!(error instanceof CtapError) || error.status !== NO_CREDENTIALS) throw error;
    }
  }
}

const NO_CREDENTIALS = 0x2e;
