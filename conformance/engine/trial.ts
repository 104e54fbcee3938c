import { equalBytes } from '../../src/bytes/bytes.ts';
import { Ctap2Client } from '../../src/client/ctap2-client.ts';
import { clientPinSubCommand } from '../../src/ctap2/client-pin.ts';
import type { GetInfo } from '../../src/ctap2/get-info.ts';
import { CtapError } from '../../src/errors/ctap-error.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import { openHidLink } from '../../src/transport/hid/hid-link.ts';
import type { CtapLink } from '../../src/transport/ports.ts';
import type { Listener } from '../vocabulary/event.ts';
import { reopened } from './recovery.ts';
import type { Session } from './session.ts';

/**
 * The session with the powers that a trial has shown. A datagram or a command that should cut power may do nothing on a key
 * that is not ours, and a rule believed on such a power cycle would accuse a sound key. A cycle counts as seen when the
 * key agreement key is new after it or a channel of before it is served no more; without one, reset counts when
 * the key serves it as it is. What was not seen is told and taken from the powers.
 */
export async function triedSession(
  session: Session,
  link: CtapLink,
  info: GetInfo,
  listener: Listener,
): Promise<Session> {
  if (session.unproven !== true) return session;
  const cycled = session.powers.powerCycle && (await cutsPower(session, link, info));
  const reset = session.powers.reset && (cycled || (await servesReset(link)));
  const tell = (says: string): void => listener({ kind: 'observed', observation: { says } });
  if (session.powers.powerCycle && !cycled) {
    tell(
      'the power cycle showed no effect (same key agreement key, channels still served): rules that need one are not judged',
    );
  }
  if (session.powers.reset && !reset) {
    tell('authenticatorReset is refused and power cannot be cut before it: rules that need a reset are not judged');
  }
  return { ...session, powers: { ...session.powers, powerCycle: cycled, reset } };
}

async function cutsPower(session: Session, link: CtapLink, info: GetInfo): Promise<boolean> {
  const before = await lastingKey(link, info);
  const port = await session.openHid?.();
  try {
    const stranger = port === undefined ? undefined : await openHidLink(port, session.env);
    await session.powerCycle?.();
    await reopened(session, link);
    const after = await agreementKey(link, info);
    if (before !== undefined && after !== undefined && !equalBytes(before, after)) return true;
    return stranger !== undefined && !(await answersPing(stranger));
  } finally {
    await port?.close();
  }
}

/** The key agreement key, where it stays the same when asked for again: some keys draw a new one each time. */
async function lastingKey(link: CtapLink, info: GetInfo): Promise<Uint8Array | undefined> {
  const [first, again] = [await agreementKey(link, info), await agreementKey(link, info)];
  return first !== undefined && again !== undefined && equalBytes(first, again) ? first : undefined;
}

/** x of the key agreement key under the first protocol listed; `undefined` where the key has none. */
async function agreementKey(link: CtapLink, info: GetInfo): Promise<Uint8Array | undefined> {
  const [pinUvAuthProtocol] = info.pinUvAuthProtocols;
  const request = { pinUvAuthProtocol: pinUvAuthProtocol ?? 1, subCommand: clientPinSubCommand.getKeyAgreement };
  try {
    const { keyAgreement } = await new Ctap2Client(link).clientPin(request);
    return keyAgreement?.kty === 2 ? keyAgreement.x.slice() : undefined;
  } catch (error) {
    if (error instanceof CtapError || error instanceof DecodeError) return undefined;
    throw error;
  }
}

async function answersPing(link: { ping(bytes: Uint8Array): Promise<Uint8Array> }): Promise<boolean> {
  try {
    await link.ping(Uint8Array.of(1));
    return true;
  } catch (error) {
    if (error instanceof TransportError) return false;
    throw error;
  }
}

async function servesReset(link: CtapLink): Promise<boolean> {
  try {
    await new Ctap2Client(link).reset();
    return true;
  } catch (error) {
    if (error instanceof CtapError) return false;
    throw error;
  }
}
