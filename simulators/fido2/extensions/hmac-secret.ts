import { concat } from '../../../src/bytes/bytes.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { hmacSha256 } from '../../../src/crypto/hmac.ts';
import { extensionId, type HmacSecretInput } from '../../../src/ctap2/extensions.ts';
import { pinUvAuthProtocol } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { refuse } from '../authorize.ts';
import type { CommandContext } from '../context.ts';
import { keyAgreementKey } from '../pin-uv-auth.ts';
import type { Credential, OpenedSalts } from '../state.ts';

const SALT_LENGTH = 32;

/** The hmac-secret input of a getAssertion, if there is one that the device looks at. Throws `DecodeError`. */
export function readHmacSecret(context: CommandContext, extensions: CborMap | undefined): HmacSecretInput | undefined {
  const input = extensions?.get(extensionId.hmacSecret);
  if (input === undefined || !context.policy.knowsExtension(extensionId.hmacSecret, context.profile)) return undefined;
  return context.policy.readHmacSecretInput(input, 'authenticatorGetAssertion.extensions.hmac-secret');
}

/** Agrees on the secret, checks saltAuth and opens the salts (CTAP 2.1 section 12.5). Throws `CtapError`. */
export function openSalts(context: CommandContext, input: HmacSecretInput, wantsPresence: boolean): OpenedSalts {
  const { policy, profile } = context;
  refuse(policy.hmacSecretPresenceStatus(wantsPresence, profile));
  refuse(policy.hmacSecretProtocolStatus(input.pinUvAuthProtocol, profile));
  const number = policy.hmacSecretProtocol(input.pinUvAuthProtocol) === 2 ? 2 : 1;
  const protocol = pinUvAuthProtocol(number);
  const secret = protocol.deriveSecret(agree(context, number, input));
  if (!policy.believesSaltAuth(protocol.verify(secret, input.saltEnc, input.saltAuth))) {
    throw new CtapError(ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID);
  }
  const overhead = number === 2 ? 16 : 0;
  if (!policy.areSalts(input.saltEnc.length - overhead)) throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
  return { protocol: number, secret, salts: protocol.decrypt(secret, input.saltEnc) };
}

/** The hmac-secret output of an assertion: the salts' HMACs under the credential's secret, encrypted. */
export function hmacSecretOutput(
  context: CommandContext,
  opened: OpenedSalts,
  credential: Credential,
  isVerified: boolean,
): Uint8Array {
  const { policy } = context;
  const key = policy.credRandom(credential, isVerified, context.state.durable);
  const outputs: Uint8Array[] = [];
  for (let at = 0; at < opened.salts.length; at += SALT_LENGTH) {
    outputs.push(hmacSha256(key, opened.salts.subarray(at, at + SALT_LENGTH)));
  }
  const plain = concat(...policy.hmacOutputs(outputs, opened.protocol));
  return pinUvAuthProtocol(opened.protocol).encrypt(opened.secret, plain, policy.hmacSecretRandom(context.env.random));
}

function agree(context: CommandContext, protocol: 1 | 2, input: HmacSecretInput): Uint8Array {
  try {
    return keyAgreementKey(context, protocol).agree(input.keyAgreement);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (context.policy.opensSaltsOfInvalidPoint()) return new Uint8Array(32);
    throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
  }
}
