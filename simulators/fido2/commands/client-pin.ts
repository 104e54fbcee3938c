import { concat } from '../../../src/bytes/bytes.ts';
import type { CoseKey } from '../../../src/codec/cose-key.ts';
import { type ClientPinRequest, clientPinResponse, clientPinSubCommand } from '../../../src/ctap2/client-pin.ts';
import {
  type PinUvAuthProtocol,
  pinUvAuthProtocol,
  type SharedSecret,
} from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import type { CommandContext } from '../context.ts';
import { checkPinHash, refuseBlockedPin } from '../pin-tries.ts';
import { beginToken, endTokens, keyAgreementKey, performBuiltInUv, regenerateKeyAgreement } from '../pin-uv-auth.ts';
import type { TokenGrant } from '../policy/token.ts';
import type { Wait } from '../presence-test.ts';

type SubCommand = (context: CommandContext, request: ClientPinRequest) => Uint8Array | Wait<Uint8Array>;

const NOTHING = new Uint8Array(0);

/** authenticatorClientPIN (CTAP 2.3 section 6.5.5). */
export function* clientPin(context: CommandContext, parameters: Uint8Array): Wait<Uint8Array> {
  const request = context.policy.readClientPin(parameters);
  const serve = subCommandOf(context, request.subCommand);
  if (serve === undefined) throw new CtapError(context.policy.unknownSubCommandStatus(context.profile));
  const answer = serve(context, request);
  return answer instanceof Uint8Array ? answer : yield* answer;
}

function subCommandOf({ profile }: CommandContext, number: number): SubCommand | undefined {
  const { options } = profile;
  const hasPin = 'clientPin' in options;
  const hasTokens = options['pinUvAuthToken'] === true;
  switch (number) {
    case clientPinSubCommand.getPinRetries:
      return hasPin ? getPinRetries : undefined;
    case clientPinSubCommand.getKeyAgreement:
      return getKeyAgreement;
    case clientPinSubCommand.setPin:
      return hasPin ? setPin : undefined;
    case clientPinSubCommand.changePin:
      return hasPin ? changePin : undefined;
    case clientPinSubCommand.getPinToken:
      return hasPin ? getPinToken : undefined;
    case clientPinSubCommand.getPinUvAuthTokenUsingUvWithPermissions:
      return hasTokens && 'uv' in options ? getTokenUsingUv : undefined;
    case clientPinSubCommand.getUvRetries:
      return 'uv' in options ? getUvRetries : undefined;
    case clientPinSubCommand.getPinUvAuthTokenUsingPinWithPermissions:
      return hasTokens && hasPin ? getTokenUsingPin : undefined;
    default:
      return undefined;
  }
}

/** Section 6.5.5.2. */
function getPinRetries({ policy, profile, state }: CommandContext): Uint8Array {
  const { durable, powered } = state;
  if (durable.pin === undefined) refuse(policy.retriesWithoutPinStatus(profile));
  const powerCycleState = policy.shownPowerCycleState(powered.wrongPinsInARow);
  return encodeMessage(clientPinResponse, {
    pinRetries: policy.shownPinRetries(durable.pinRetries),
    ...(powerCycleState === undefined ? {} : { powerCycleState }),
  });
}

/** Section 6.5.5.3. */
function getUvRetries({ policy, state }: CommandContext): Uint8Array {
  return encodeMessage(clientPinResponse, { uvRetries: policy.shownUvRetries(state.durable.uvRetries) });
}

/** Section 6.5.5.4. */
function getKeyAgreement(context: CommandContext, request: ClientPinRequest): Uint8Array {
  const protocol = protocolOf(context, request);
  if (context.policy.renewsKeyAgreementWhenAsked()) regenerateKeyAgreement(context, protocol.number);
  const { publicKey } = keyAgreementKey(context, protocol.number);
  return encodeMessage(clientPinResponse, { keyAgreement: context.policy.shownKeyAgreement(publicKey) });
}

/** Section 6.5.5.5. */
function setPin(context: CommandContext, request: ClientPinRequest): Uint8Array {
  const { policy, profile, state } = context;
  // steps 1 and 2: members and protocol
  const peer = present(context, request.keyAgreement);
  const newPinEnc = present(context, request.newPinEnc);
  const param = present(context, request.pinUvAuthParam);
  const protocol = protocolOf(context, request);
  // step 3: a PIN is set
  if (!policy.setsPinOver(state.durable)) throw new CtapError(profile.manners.pinAlreadySet);
  // steps 4 and 5: agreement and MAC
  const secret = agree(context, protocol, peer);
  if (!policy.believesSetPinMac(protocol.verify(secret, newPinEnc, param))) throw authInvalid();
  // steps 6 to 10: the new PIN
  keepPin(context, openPin(context, protocol, secret, newPinEnc));
  state.durable.pinRetries = policy.pinRetriesAfterSuccess(state.durable.pinRetries, profile);
  context.save();
  endTokens(context, 'pin-set');
  return NOTHING;
}

/** Section 6.5.5.6. */
function changePin(context: CommandContext, request: ClientPinRequest): Uint8Array {
  const { policy, state } = context;
  // steps 1 and 2: members and protocol
  const peer = present(context, request.keyAgreement);
  const newPinEnc = present(context, request.newPinEnc);
  const pinHashEnc = present(context, request.pinHashEnc);
  const param = present(context, request.pinUvAuthParam);
  const protocol = protocolOf(context, request);
  // step 3: no tries left
  refuseBlockedPin(context);
  // steps 4 and 5: agreement, and the MAC before any try is spent
  const secret = agree(context, protocol, peer);
  const macOver = concat(...policy.changePinMacParts(newPinEnc, pinHashEnc));
  if (!policy.believesChangePinMac(protocol.verify(secret, macOver, param))) {
    state.durable.pinRetries = policy.pinRetriesAfterBadRequest(state.durable.pinRetries);
    throw authInvalid();
  }
  // steps 6 to 9: the old PIN; tries are refilled before the new PIN is looked at
  if (policy.changeNeedsOldPin()) checkPinHash(context, protocol, secret, pinHashEnc);
  // steps 10 to 16: the new PIN
  keepPin(context, openPin(context, protocol, secret, newPinEnc));
  state.durable.forcePinChange = policy.forcePinChangeAfterChange(state.durable.forcePinChange);
  context.save();
  endTokens(context, 'pin-changed');
  return NOTHING;
}

/** Section 6.5.5.7.1. */
function getPinToken(context: CommandContext, request: ClientPinRequest): Uint8Array {
  const { policy, profile } = context;
  const peer = present(context, request.keyAgreement);
  const pinHashEnc = present(context, request.pinHashEnc);
  const protocol = protocolOf(context, request);
  if (
    (request.permissions !== undefined || request.rpId !== undefined) &&
    policy.refusesPermissionsOfGetPinToken(profile)
  ) {
    throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
  }
  refuseBlockedPin(context);
  const secret = agree(context, protocol, peer);
  checkPinHash(context, protocol, secret, pinHashEnc);
  refuse(policy.forcedChangeStatus(context.state.durable, false));
  return tokenAnswer(context, protocol, secret, {
    permissions: policy.defaultPermissions(profile),
    rpId: undefined,
    by: 'pin',
  });
}

/** Section 6.5.5.7.2. */
function getTokenUsingPin(context: CommandContext, request: ClientPinRequest): Uint8Array {
  const { policy } = context;
  const peer = present(context, request.keyAgreement);
  const pinHashEnc = present(context, request.pinHashEnc);
  const wanted = present(context, request.permissions);
  const protocol = protocolOf(context, request);
  checkPermissions(context, wanted, request.rpId, 'pin');
  refuseBlockedPin(context);
  const secret = agree(context, protocol, peer);
  checkPinHash(context, protocol, secret, pinHashEnc);
  refuse(policy.forcedChangeStatus(context.state.durable, true));
  return tokenAnswer(context, protocol, secret, { permissions: wanted, rpId: request.rpId, by: 'pin' });
}

/** Section 6.5.5.7.3. */
function* getTokenUsingUv(context: CommandContext, request: ClientPinRequest): Wait<Uint8Array> {
  const { policy, profile, state } = context;
  const peer = present(context, request.keyAgreement);
  const wanted = present(context, request.permissions);
  const protocol = protocolOf(context, request);
  checkPermissions(context, wanted, request.rpId, 'uv');
  if (profile.options['uv'] !== true) throw new CtapError(ctapStatus.CTAP2_ERR_NOT_ALLOWED);
  if (policy.isUvBlocked(state.durable.uvRetries)) throw new CtapError(ctapStatus.CTAP2_ERR_UV_BLOCKED);
  const secret = agree(context, protocol, peer);
  const outcome = yield* performBuiltInUv(context, policy.retriesUvInternally(profile));
  if (outcome !== 'granted') throw new CtapError(policy.uvTokenStatus(outcome, state.durable.uvRetries));
  return tokenAnswer(context, protocol, secret, { permissions: wanted, rpId: request.rpId, by: 'uv' });
}

function checkPermissions(context: CommandContext, wanted: number, rpId: string | undefined, by: TokenGrant): void {
  const { policy, profile } = context;
  if (policy.isWithoutPermission(wanted)) throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
  if (policy.unauthorizedPermissions(wanted, profile, by) !== 0) {
    throw new CtapError(ctapStatus.CTAP2_ERR_UNAUTHORIZED_PERMISSION);
  }
  if (policy.needsRpId(wanted)) present(context, rpId);
}

function tokenAnswer(
  context: CommandContext,
  protocol: PinUvAuthProtocol,
  secret: SharedSecret,
  wanted: { readonly permissions: number; readonly rpId: string | undefined; readonly by: TokenGrant },
): Uint8Array {
  const token = beginToken(context, { protocol: protocol.number, ...wanted });
  const random = context.policy.tokenIvSource(context.env.random);
  return encodeMessage(clientPinResponse, { pinUvAuthToken: protocol.encrypt(secret, token, random) });
}

function present<T>(context: CommandContext, member: T | undefined): T {
  if (member === undefined) throw new CtapError(context.profile.manners.missing);
  return member;
}

function protocolOf(context: CommandContext, request: ClientPinRequest): PinUvAuthProtocol {
  const number = present(context, request.pinUvAuthProtocol);
  if (!context.policy.supportsProtocol(number, context.profile)) {
    throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
  }
  return pinUvAuthProtocol(number);
}

function agree(context: CommandContext, protocol: PinUvAuthProtocol, peer: CoseKey): SharedSecret {
  try {
    return protocol.deriveSecret(keyAgreementKey(context, protocol.number).agree(peer));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (context.policy.acceptsInvalidPoint()) return protocol.deriveSecret(new Uint8Array(32));
    const { durable } = context.state;
    durable.pinRetries = context.policy.pinRetriesAfterBadRequest(durable.pinRetries);
    throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER, error.message);
  }
}

/** The new PIN in newPinEnc, once it is long enough, short enough and new enough. */
function openPin(
  context: CommandContext,
  protocol: PinUvAuthProtocol,
  secret: SharedSecret,
  newPinEnc: Uint8Array,
): { hash: Uint8Array; codePoints: number } {
  const { policy, state } = context;
  const pin = policy.unpadPin(decrypt(protocol, secret, newPinEnc));
  if (pin === undefined) throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
  const codePoints = policy.pinCodePoints(pin);
  const hash = policy.keptPinHash(pin);
  const isAccepted =
    policy.isPinLongEnough(codePoints, state.durable) &&
    policy.isPinShortEnough(pin.length, codePoints, context.profile) &&
    policy.isPinNewEnough(state.durable, hash);
  if (!isAccepted) throw new CtapError(ctapStatus.CTAP2_ERR_PIN_POLICY_VIOLATION);
  return { hash, codePoints };
}

function keepPin(context: CommandContext, pin: { hash: Uint8Array; codePoints: number }): void {
  context.state.durable.pin = pin;
}

function decrypt(protocol: PinUvAuthProtocol, secret: SharedSecret, cipher: Uint8Array): Uint8Array {
  try {
    return protocol.decrypt(secret, cipher);
  } catch (error) {
    if (error instanceof RangeError) throw authInvalid();
    throw error;
  }
}

function refuse(status: number | undefined): void {
  if (status !== undefined) throw new CtapError(status);
}

function authInvalid(): CtapError {
  return new CtapError(ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID);
}
