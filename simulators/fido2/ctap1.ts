import { concat, uint32, utf8 } from '../../src/bytes/bytes.ts';
import type { CoseKey } from '../../src/codec/cose-key.ts';
import { generateSigningKey } from '../../src/crypto/signing-key.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { type CommandApdu, encodeResponse, parseApdu } from '../../src/transport/card/apdu.ts';
import type { CommandContext } from './context.ts';
import { findCredential, rememberSigningKey, signingKeyOf } from './credentials.ts';
import { wrapCredential } from './wrapped-credential.ts';

const OK = 0x9000;
const WRONG_LENGTH = 0x6700;
const WRONG_P1_P2 = 0x6a86;
const UNKNOWN_INS = 0x6d00;
const UNKNOWN_CLA = 0x6e00;
const BROKEN = 0x6f00;

const REGISTER = 0x01;
const AUTHENTICATE = 0x02;
const VERSION = 0x03;
const PARAMETER = 32;
const ES256 = -7;
const NOTHING = new Uint8Array(0);

/** One CTAP1/U2F APDU, answered at once: data, then the status word (FIDO U2F Raw Message Formats 1.2). Never throws. */
export function serveU2f(context: CommandContext, bytes: Uint8Array): Uint8Array {
  try {
    return serve(context, parseApdu(withoutEmptyLc(bytes)));
  } catch (error) {
    return status(context.policy.u2fMessageStatus(error instanceof DecodeError ? WRONG_LENGTH : BROKEN));
  }
}

/** An extended Lc of 0 before Le is left out in ISO 7816-4; python-fido2 writes it and keys on sale take it. */
function withoutEmptyLc(bytes: Uint8Array): Uint8Array {
  const isEmptyLc = bytes.length === 9 && bytes[4] === 0 && bytes[5] === 0 && bytes[6] === 0;
  return isEmptyLc ? concat(bytes.subarray(0, 5), bytes.subarray(7)) : bytes;
}

function serve(context: CommandContext, apdu: CommandApdu): Uint8Array {
  const { policy, profile } = context;
  if (!policy.servesU2f(profile)) return status(UNKNOWN_INS);
  if (!policy.isU2fClass(apdu.cla)) return status(policy.u2fMessageStatus(UNKNOWN_CLA));
  switch (policy.u2fInstruction(apdu.ins)) {
    case REGISTER:
      return register(context, apdu.data);
    case AUTHENTICATE:
      return authenticate(context, apdu.p1, apdu.data);
    case VERSION:
      return version(context, apdu);
    default:
      return status(policy.u2fMessageStatus(UNKNOWN_INS));
  }
}

function version({ policy }: CommandContext, apdu: CommandApdu): Uint8Array {
  if (apdu.data.length !== 0) return status(WRONG_LENGTH);
  if (apdu.p1 !== 0 || apdu.p2 !== 0) return status(WRONG_P1_P2);
  return encodeResponse(utf8(policy.u2fVersion()), OK);
}

function register(context: CommandContext, data: Uint8Array): Uint8Array {
  const { keying, policy, state } = context;
  if (!policy.isU2fRegistrationLength(data.length)) return status(policy.u2fMessageStatus(WRONG_LENGTH));
  const challenge = data.subarray(0, PARAMETER);
  const application = data.subarray(PARAMETER);
  if (policy.u2fRegistrationNeedsPresence() && !isSomebodyThere(context)) return status(policy.u2fPresenceStatus());
  const key = generateSigningKey(ES256, keying);
  const made = wrapCredential(context, {
    rpIdHash: policy.u2fApplicationOf(application),
    alg: ES256,
    secret: key.secret,
    credProtect: 1,
    hmacSecret: false,
  });
  const credential = policy.u2fNewCredential(made, state.powered.unwrapped.values());
  if (credential === made) rememberSigningKey(context, credential, key);
  const point = uncompressed(signingKeyOf(context, credential).publicKey);
  const { attestation } = state.durable;
  const signed = policy.u2fRegistrationMessage(application, challenge, credential.id, point);
  const signature = signingKeyOf(context, attestation).sign(signed);
  const head = Uint8Array.of(policy.u2fReservedByte());
  const handleLength = Uint8Array.of(credential.id.length);
  const certificate = attestation.certificates[0] ?? NOTHING;
  return encodeResponse(concat(head, point, handleLength, credential.id, certificate, signature), OK);
}

function authenticate(context: CommandContext, control: number, data: Uint8Array): Uint8Array {
  const { policy, profile, state } = context;
  if (!policy.isU2fControl(control)) return status(WRONG_P1_P2);
  const handleAt = 2 * PARAMETER + 1;
  if (data.length < handleAt || data.length !== handleAt + data[handleAt - 1]!) return status(WRONG_LENGTH);
  const challenge = data.subarray(0, PARAMETER);
  const application = data.subarray(PARAMETER, 2 * PARAMETER);
  const credential = findCredential(context, policy.u2fApplicationOf(application), data.subarray(handleAt));
  if (credential === undefined || !policy.isUsableOverU2f(credential)) return status(policy.foreignHandleStatus());
  if (policy.isCheckOnly(control)) return status(policy.checkOnlyStatus());
  const needsPresence = policy.u2fAuthenticationNeedsPresence(control);
  if (needsPresence && !isSomebodyThere(context)) return status(policy.u2fPresenceStatus());
  const counts = policy.assertionCount(credential, state.durable, profile);
  state.durable.signCount = counts.device;
  if (credential.resident !== undefined) credential.resident.signCount = counts.own;
  context.save();
  const presence = policy.u2fPresenceByte(needsPresence);
  const counter = uint32(policy.u2fShownCounter(counts.shown));
  const signed = policy.u2fAuthenticationMessage(application, presence, counter, challenge);
  const signature = signingKeyOf(context, credential).sign(signed);
  return encodeResponse(concat(Uint8Array.of(presence), counter, signature), OK);
}

/** A platform that asks again within this time still waits for the same touch. */
const ASKS_AGAIN_MS = 3_000;

/** Presence is looked at, never waited for: the platform asks again, and that is its wait. */
function isSomebodyThere({ env, presence, profile, state }: CommandContext): boolean {
  const { powered } = state;
  const nowMs = env.clock.nowMs();
  const asked = powered.u2fAsked;
  const sinceMs = asked !== undefined && nowMs - asked.lastMs <= ASKS_AGAIN_MS ? asked.sinceMs : nowMs;
  const isThere = presence.poll({ gesture: 'touch', timeoutMs: profile.touchTimeoutMs }, nowMs - sinceMs) === 'granted';
  powered.u2fAsked = isThere ? undefined : { sinceMs, lastMs: nowMs };
  return isThere;
}

function uncompressed(key: CoseKey): Uint8Array {
  if (key.kty !== 2) throw new RangeError(`serveU2f: expected an EC2 key, received kty ${key.kty}`);
  return concat(Uint8Array.of(0x04), key.x, key.y);
}

function status(word: number): Uint8Array {
  return encodeResponse(NOTHING, word);
}
