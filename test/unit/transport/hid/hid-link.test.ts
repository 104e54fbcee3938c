import { describe, expect, it } from 'vitest';
import { concat, uint32 } from '../../../../src/bytes/bytes.ts';
import { VirtualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { TransportError } from '../../../../src/errors/transport-error.ts';
import type { HidMessage } from '../../../../src/transport/hid/assembler.ts';
import { HidError } from '../../../../src/transport/hid/hid-error.ts';
import type { HidLink, HidLinkOptions } from '../../../../src/transport/hid/hid-link.ts';
import { openHidLink } from '../../../../src/transport/hid/hid-link.ts';
import { BROADCAST_CHANNEL, hidCommand, hidErrorCode, splitMessage } from '../../../../src/transport/hid/packet.ts';
import { type Said, ScriptedPort } from './scripted-port.ts';

const { INIT, CBOR, CANCEL, KEEPALIVE, ERROR, PING } = hidCommand;
const CHANNEL = 0x0a0b0c0d;

function greeting(nonce: Uint8Array, channel = CHANNEL): Uint8Array {
  return concat(nonce, uint32(channel), Uint8Array.of(2, 1, 2, 3, 5));
}

function say(command: number, ...payload: number[]): Said {
  return { channel: CHANNEL, command, payload: Uint8Array.from(payload) };
}

const busy = say(ERROR, hidErrorCode.CHANNEL_BUSY);

function rig(script: (message: HidMessage, index: number) => Said[]): {
  port: ScriptedPort;
  clock: VirtualClock;
  open: (options?: HidLinkOptions) => Promise<HidLink>;
} {
  const clock = new VirtualClock();
  const port = new ScriptedPort(clock, (message, index) =>
    message.command === INIT && message.channel === BROADCAST_CHANNEL && index === 0
      ? [{ channel: BROADCAST_CHANNEL, command: INIT, payload: greeting(message.payload) }]
      : script(message, index),
  );
  return { port, clock, open: (options) => openHidLink(port, { clock, random: seededRandom(1) }, options) };
}

/** How a promise failed: reason, phase and code. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    return { answered: await promise };
  } catch (error) {
    if (error instanceof HidError) return [error.reason, error.code];
    if (error instanceof TransportError) return error.reason;
    throw error;
  }
}

describe('openHidLink', () => {
  it('takes the channel and the capabilities of the answer to its own nonce', async () => {
    const link = await rig(() => []).open();
    expect([link.channel, link.capabilities, link.greeting.protocolVersion]).toEqual([CHANNEL, 5, 2]);
    expect(link.greeting.version).toEqual([1, 2, 3]);
  });

  it('passes over answers to the nonces of others', async () => {
    const clock = new VirtualClock();
    const port = new ScriptedPort(clock, ({ payload }) => [
      { channel: BROADCAST_CHANNEL, command: INIT, payload: greeting(new Uint8Array(8), 0x99) },
      say(PING, 1),
      { channel: BROADCAST_CHANNEL, command: INIT, payload: greeting(payload) },
    ]);
    expect((await openHidLink(port, { clock, random: seededRandom(1) })).channel).toBe(CHANNEL);
  });

  it.each<[string, (nonce: Uint8Array) => Uint8Array, string]>([
    ['a short answer', (nonce) => greeting(nonce).subarray(0, 16), 'frame'],
    ['the broadcast channel', (nonce) => greeting(nonce, BROADCAST_CHANNEL), 'frame'],
    ['channel 0', (nonce) => greeting(nonce, 0), 'frame'],
    ['a wrong nonce', () => greeting(new Uint8Array(8)), 'silence'],
  ])('refuses %s', async (_what, answer, reason) => {
    const clock = new VirtualClock();
    const port = new ScriptedPort(clock, ({ payload }) => [
      { channel: BROADCAST_CHANNEL, command: INIT, payload: answer(payload) },
    ]);
    expect(await failure(openHidLink(port, { clock, random: seededRandom(1) }))).toBe(reason);
  });

  it('asks again, and gives up on a silent device after the tries it was given', async () => {
    const clock = new VirtualClock(0);
    const port = new ScriptedPort(clock, () => []);
    const opening = openHidLink(port, { clock, random: seededRandom(1) }, { openTries: 3, openTimeoutMs: 200 });
    expect(await failure(opening)).toBe('silence');
    expect([port.heard.length, clock.nowMs()]).toEqual([3, 600]);
  });

  it('waits politely for a busy device', async () => {
    const clock = new VirtualClock();
    const port = new ScriptedPort(clock, ({ payload }, index) =>
      index < 3
        ? [{ channel: BROADCAST_CHANNEL, command: ERROR, payload: Uint8Array.of(hidErrorCode.CHANNEL_BUSY) }]
        : [{ channel: BROADCAST_CHANNEL, command: INIT, payload: greeting(payload) }],
    );
    expect((await openHidLink(port, { clock, random: seededRandom(1) })).channel).toBe(CHANNEL);
  });
});

describe('HidLink', () => {
  it('tells keepalives and gives the answer', async () => {
    const seen: number[] = [];
    const link = await rig(() => [say(KEEPALIVE, 1), { afterMs: 90 }, say(KEEPALIVE, 2), say(CBOR, 0, 7)]).open();
    expect([...(await link.ctap2(Uint8Array.of(4), { onKeepalive: (status) => seen.push(status) }))]).toEqual([0, 7]);
    expect(seen).toEqual([1, 2]);
  });

  it('passes over frames of other channels, stray continuations and what came before it asked', async () => {
    const { port, open } = rig(() => [
      { channel: 0x55, command: CBOR, payload: Uint8Array.of(0x66) },
      { reports: splitMessage(CHANNEL, CBOR, new Uint8Array(100)).slice(1) },
      say(CBOR, 0),
    ]);
    const link = await open();
    port.say(say(ERROR, hidErrorCode.MSG_TIMEOUT), say(CBOR, 0x77));
    expect([...(await link.ctap2(Uint8Array.of(4)))]).toEqual([0]);
  });

  it('names the error code that the device sent', async () => {
    const link = await rig(() => [say(ERROR, hidErrorCode.INVALID_SEQ)]).open();
    expect(await failure(link.ping(Uint8Array.of(1)))).toEqual(['hid-error', hidErrorCode.INVALID_SEQ]);
    await expect(link.ping(Uint8Array.of(1))).rejects.toThrow(
      'scripted: PING: device answered CTAPHID_ERROR INVALID_SEQ (0x04)',
    );
  });

  it('repeats a request refused as busy, and not for ever', async () => {
    const patient = rig((_message, index) => (index < 4 ? [busy] : [say(CBOR, 0)]));
    expect([...(await (await patient.open()).ctap2(Uint8Array.of(4)))]).toEqual([0]);
    const never = rig(() => [busy]);
    const link = await never.open({ busyTries: 5 });
    expect(await failure(link.ctap2(Uint8Array.of(4)))).toEqual(['hid-error', hidErrorCode.CHANNEL_BUSY]);
    expect(never.port.heard).toHaveLength(1 + 6);
  });

  it('ends silence with CANCEL and an error', async () => {
    const { port, clock, open } = rig(() => []);
    const link = await open();
    const startMs = clock.nowMs();
    expect(await failure(link.ctap2(Uint8Array.of(4), { silenceMs: 700 }))).toBe('silence');
    expect(clock.nowMs() - startMs).toBe(700);
    expect(port.heard.at(-1)?.command).toBe(CANCEL);
  });

  it('ends an exchange of keepalives at its deadline with CANCEL', async () => {
    const keepalives = Array.from({ length: 100 }, (): Said[] => [{ afterMs: 90 }, say(KEEPALIVE, 2)]).flat();
    const { port, open } = rig((message) => (message.command === CBOR ? keepalives : []));
    const link = await open();
    expect(await failure(link.ctap2(Uint8Array.of(4), { deadlineMs: 1000 }))).toBe('silence');
    expect(port.heard.map(({ command }) => command)).toEqual([INIT, CBOR, CANCEL]);
  });

  it('sends CANCEL once when aborted and gives the answer of the device', async () => {
    const { port, open } = rig((message) => {
      if (message.command === CANCEL) return [say(CBOR, 0x2d)];
      return [say(KEEPALIVE, 2), { afterMs: 50 }, say(KEEPALIVE, 2)];
    });
    const link = await open();
    const stop = new AbortController();
    const answer = await link.ctap2(Uint8Array.of(1), { signal: stop.signal, onKeepalive: () => stop.abort() });
    expect([...answer]).toEqual([0x2d]);
    expect(port.heard.filter(({ command }) => command === CANCEL)).toHaveLength(1);
    expect(await failure(link.ctap2(Uint8Array.of(1), { signal: stop.signal }))).toBe('cancelled');
  });

  it.each<[string, Said[]]>([
    ['an answer to another command', [say(PING, 1)]],
    [
      'packets out of order',
      [{ reports: splitMessage(CHANNEL, CBOR, new Uint8Array(170)).filter((_, at) => at !== 1) }],
    ],
  ])('calls %s a framing error', async (_what, said) => {
    const link = await rig(() => said).open();
    expect(await failure(link.ctap2(Uint8Array.of(4)))).toBe('frame');
  });
});
