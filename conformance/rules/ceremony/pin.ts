import { concat } from '../../../src/bytes/bytes.ts';
import { type ClientPinRequest, clientPinRequest, clientPinSubCommand } from '../../../src/ctap2/client-pin.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { padPin, pinHash } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import type { Device, KeyFacts, Reply } from '../../vocabulary/device.ts';
import { fitPin } from '../../vocabulary/fit-pin.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';

/** A PIN/UV auth protocol by its number. */
export type ProtocolNumber = 1 | 2;

/** The subcommands of clientPIN that spend a try of the PIN. */
export type Way = 'getPinToken' | 'getPinUvAuthTokenUsingPinWithPermissions' | 'changePIN';

/** One try of a PIN. */
export interface PinTry {
  readonly way: Way;
  readonly protocol: ProtocolNumber;
}

/** The PIN/UV auth protocols of a key that we speak; protocol one where getInfo lists none, as keys of CTAP 2.0 may. */
export function protocolsOf({ info }: KeyFacts): ProtocolNumber[] {
  const known = info.pinUvAuthProtocols.filter((number): number is ProtocolNumber => number === 1 || number === 2);
  return known.length === 0 ? [1] : [...new Set(known)];
}

/** The key's protocols, one case each. */
export function eachProtocol({ device }: RuleContext): ProtocolNumber[] {
  return protocolsOf(device.facts);
}

/** Cases that differ from the first in one axis at a time: the first value of each axis, then every other value of one. */
export function star<T extends object>(axes: { readonly [K in keyof T]: readonly T[K][] }): T[] {
  const names = Object.keys(axes) as (keyof T)[];
  const base = Object.fromEntries(names.map((name) => [name, axes[name][0]])) as T;
  return [base, ...names.flatMap((name) => axes[name].slice(1).map((value): T => ({ ...base, [name]: value })))];
}

/** The ways of this key to try a PIN. */
export function waysOf(facts: KeyFacts): Way[] {
  const withPermissions: Way[] = plainPermission(facts) === 0 ? [] : ['getPinUvAuthTokenUsingPinWithPermissions'];
  return ['getPinToken', ...withPermissions, 'changePIN'];
}

/** Every way to try a PIN under every protocol; the preferred ones first. */
export function eachTry({ device }: RuleContext): PinTry[] {
  const { facts } = device;
  return protocolsOf(facts).flatMap((protocol) => waysOf(facts).map((way) => ({ way, protocol })));
}

/** Whether the key can have a PIN. */
export function hasClientPin({ info }: KeyFacts): true | string {
  return 'clientPin' in info.options || 'the key has no client PIN';
}

/** Whether the key issues pinUvAuthTokens with permissions. */
export function hasPermissions({ info }: KeyFacts): true | string {
  return info.options['pinUvAuthToken'] === true || 'the key has no tokens with permissions';
}

/** Whether a PIN may open makeCredential and getAssertion. */
export function pinOpensMcGa({ info }: KeyFacts): true | string {
  return info.options['noMcGaPermissionsWithClientPin'] !== true || 'the key gives no mc and ga permissions to the PIN';
}

/** Whether the key speaks both protocols. */
export function speaksBoth(facts: KeyFacts): true | string {
  return protocolsOf(facts).length === 2 || 'the key speaks one PIN/UV auth protocol only';
}

/** Whether credentials are managed with the cm permission. */
export function hasCredMgmt({ info }: KeyFacts): true | string {
  return info.options['credMgmt'] === true || 'the key has no credential management';
}

/** A permission that every token of this key may have: ga, or cm where a PIN gives no ga; 0 where there are none. */
export function plainPermission(facts: KeyFacts): number {
  if (hasPermissions(facts) !== true) return 0;
  if (pinOpensMcGa(facts) === true) return permission.ga;
  return hasCredMgmt(facts) === true ? permission.cm : 0;
}

/** The PIN that the engine set. Throws `NotApplicable` where none is known. */
export function knownPin({ device }: RuleContext): string {
  if (device.pin === undefined) throw new NotApplicable('no PIN is known to the harness');
  return device.pin.pin;
}

/** Another PIN than the engine's, of a length that the key takes. */
export function otherPin({ device }: RuleContext): string {
  return fitPin('touchstone-0815', device.facts.info);
}

/** PINs one step from the right one, by what was done to it. */
export const wrongPins = {
  'another last character': (pin: string) => `${pin.slice(0, -1)}${pin.endsWith('0') ? '1' : '0'}`,
  'the last character left out': (pin: string) => pin.slice(0, -1),
  'one character more': (pin: string) => `${pin}0`,
  'another first character': (pin: string) => `${pin.startsWith('0') ? '1' : '0'}${pin.slice(1)}`,
} as const;
/** What makes a PIN wrong. */
export type Slip = keyof typeof wrongPins;
/** Every slip, the plainest first. */
export const slips = Object.keys(wrongPins) as Slip[];

/** The known PIN with a slip. */
export function wrongPin(context: RuleContext, slip: Slip = 'another last character'): string {
  return wrongPins[slip](knownPin(context));
}

/** A clientPIN request as it is sent. */
export function clientPinBytes(request: ClientPinRequest): Uint8Array {
  return Uint8Array.of(ctapCommand.clientPin, ...encodeMessage(clientPinRequest, request));
}

/** A sound request that tries a PIN, the secret just agreed. changePIN keeps the known PIN unless `next` says otherwise. */
export async function pinRequest(
  context: RuleContext,
  { way, protocol }: PinTry,
  pin: string,
  next?: string | Uint8Array,
): Promise<ClientPinRequest> {
  const { device } = context;
  const uv = device.uv(protocol);
  const { secret, platformKey } = await uv.agree();
  const pinHashEnc = uv.encrypt(secret, pinHash(pin));
  const common = { pinUvAuthProtocol: protocol, keyAgreement: platformKey, pinHashEnc };
  switch (way) {
    case 'getPinToken':
      return { ...common, subCommand: clientPinSubCommand.getPinToken };
    case 'getPinUvAuthTokenUsingPinWithPermissions': {
      const permissions = plainPermission(device.facts);
      return {
        ...common,
        subCommand: clientPinSubCommand.getPinUvAuthTokenUsingPinWithPermissions,
        permissions,
        ...(permissions === permission.ga ? { rpId: context.rpId } : {}),
      };
    }
    case 'changePIN': {
      const padded = next instanceof Uint8Array ? next : padPin(next ?? knownPin(context));
      const newPinEnc = uv.encrypt(secret, padded);
      return {
        ...common,
        subCommand: clientPinSubCommand.changePin,
        newPinEnc,
        pinUvAuthParam: uv.protocol.authenticate(secret, concat(newPinEnc, pinHashEnc)),
      };
    }
  }
}

/** A setPIN request with this padded PIN, the secret just agreed. */
export async function setPinRequest(
  context: RuleContext,
  protocol: ProtocolNumber,
  padded: Uint8Array,
): Promise<ClientPinRequest> {
  const uv = context.device.uv(protocol);
  const { secret, platformKey } = await uv.agree();
  const newPinEnc = uv.encrypt(secret, padded);
  return {
    pinUvAuthProtocol: protocol,
    subCommand: clientPinSubCommand.setPin,
    keyAgreement: platformKey,
    newPinEnc,
    pinUvAuthParam: uv.protocol.authenticate(secret, newPinEnc),
  };
}

/** One try of a PIN, answered. */
export async function tryPin(context: RuleContext, how: PinTry, pin: string): Promise<Reply> {
  return context.device.send(clientPinBytes(await pinRequest(context, how, pin)));
}

/** The plainest try: getPinToken under the preferred protocol. */
export function plainTry({ device }: RuleContext): PinTry {
  return { way: 'getPinToken', protocol: protocolsOf(device.facts)[0] ?? 1 };
}

/** Gives the right PIN, so that its tries are full again. Whether the key takes it is for others to judge. */
export async function restorePin(context: RuleContext): Promise<void> {
  await tryPin(context, plainTry(context), knownPin(context));
}

/** As `restorePin`, on a key that may be locked until the next power-up. */
export async function unlockPin(context: RuleContext): Promise<void> {
  await context.device.powerCycle();
  await restorePin(context);
}

/** The tries that are left by getPINRetries. */
export async function pinRetries(device: Device): Promise<number> {
  return (await pinRetriesAnswer(device)).pinRetries;
}

/** The answer to getPINRetries, which names a number of tries. */
export async function pinRetriesAnswer(
  device: Device,
): Promise<{ readonly pinRetries: number; readonly powerCycleState?: boolean }> {
  const { pinRetries: left, powerCycleState } = await device.client.clientPin({
    pinUvAuthProtocol: protocolsOf(device.facts)[0] ?? 1,
    subCommand: clientPinSubCommand.getPinRetries,
  });
  if (left === undefined) {
    throw new DecodeError('authenticatorClientPIN.pinRetries', 'a number', 'nothing', { kind: 'missing' });
  }
  return { pinRetries: left, ...(powerCycleState === undefined ? {} : { powerCycleState }) };
}

/** The most tries of this key, after the right PIN: at most 8, perhaps fewer. */
export async function fullRetries(context: RuleContext): Promise<number> {
  await restorePin(context);
  return pinRetries(context.device);
}

/** Accuses the key unless so many tries are left. */
export async function expectRetries(device: Device, expected: number, after: string): Promise<void> {
  const left = await pinRetries(device);
  if (left !== expected) throw new Violation(`${expected} pinRetries after ${after}`, `${left}`);
}
