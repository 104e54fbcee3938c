import { concat } from '../../../src/bytes/bytes.ts';
import type { PinToken } from '../../../src/client/pin-uv.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import {
  credentialManagementParams,
  credentialManagementSubCommand,
} from '../../../src/ctap2/credential-management.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { writeValue } from '../../../src/ctap2/schema.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import type { Made } from './credential.ts';

/**
 * Deletes discoverable credentials that a rule made, where the key has credential management and a PIN that we know; on
 * other keys they stay until the next reset. What is gone already does not matter.
 */
export async function removeCredentials(context: RuleContext, made: readonly Made[]): Promise<void> {
  if (!canDelete(context) || made.length === 0) return;
  const token = await managementToken(context);
  for (const one of made) {
    try {
      await deleteBy(context, token, one);
    } catch (error) {
      // Gone already; by which status the key says so is no matter here.
      if (!(error instanceof CtapError)) throw error;
    }
  }
}

/** Whether discoverable credentials can be deleted one by one. */
export function canDelete({ device }: RuleContext): boolean {
  return device.pin !== undefined && device.facts.info.options['credMgmt'] === true;
}

/** Deletes one discoverable credential; a refusal is thrown as `CtapError`. */
export async function deleteCredential(context: RuleContext, made: Made): Promise<void> {
  await deleteBy(context, await managementToken(context), made);
}

/** Bound to no relying party: what is deleted may be of several. */
function managementToken({ device }: RuleContext): Promise<PinToken> {
  if (device.pin === undefined) throw new NotApplicable('no PIN is known to the harness');
  return device.pin.uv().tokenWithPermissions(device.pin.pin, permission.cm);
}

async function deleteBy({ device }: RuleContext, token: PinToken, { descriptor }: Made): Promise<void> {
  const subCommand = credentialManagementSubCommand.deleteCredential;
  const subCommandParams = { credentialID: descriptor };
  const message = concat(
    Uint8Array.of(subCommand),
    encodeCbor(writeValue(credentialManagementParams, subCommandParams)),
  );
  const pinUvAuthParam = token.authenticate(message);
  await device.client.credentialManagement({
    subCommand,
    subCommandParams,
    pinUvAuthProtocol: token.protocol,
    pinUvAuthParam,
  });
}
