import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/bytes/hex.ts';
import { VirtualClock } from '../../../src/env/manual-clock.ts';
import { hidCommand, splitMessage } from '../../../src/transport/hid/packet.ts';
import type { CardPort } from '../../../src/transport/ports.ts';
import type { Describer } from '../../../src/transport/transcript.ts';
import { recordCard, recordPort } from '../../../src/transport/transcript.ts';
import { ScriptedPort } from './hid/scripted-port.ts';

const describer: Describer = {
  request: (bytes) => `request ${bytes[0]}`,
  response: (command, bytes) => `response to ${command}, status ${bytes[0]}`,
};
const { CBOR, KEEPALIVE, ERROR, PING, CANCEL, INIT } = hidCommand;

describe('recordPort', () => {
  it('puts whole messages into words, with their times', async () => {
    const clock = new VirtualClock(0);
    const port = recordPort(
      new ScriptedPort(clock, ({ channel, command }) =>
        command === CBOR
          ? [
              { afterMs: 40 },
              { channel, command: KEEPALIVE, payload: Uint8Array.of(2) },
              { afterMs: 60 },
              { channel, command: CBOR, payload: new Uint8Array(100) },
              { channel, command: ERROR, payload: Uint8Array.of(6) },
            ]
          : [],
      ),
      20,
      clock,
    );
    for (const report of splitMessage(0x11, CBOR, Uint8Array.of(4))) await port.write(report);
    while ((await port.read(100)) !== undefined);
    await port.write(splitMessage(0x11, CANCEL, new Uint8Array(0))[0]!);
    await port.write(splitMessage(0x11, PING, new Uint8Array(80))[1]!);
    await port.write(splitMessage(0xffff_ffff, INIT, fromHex('0102030405060708'))[0]!);
    expect(port.lines(describer)).toEqual([
      '+0 ms → 00000011 CBOR request 4',
      '+40 ms ← 00000011 KEEPALIVE user presence needed',
      '+100 ms ← 00000011 CBOR response to 4, status 0 in 2 packets',
      '+100 ms ← 00000011 ERROR CHANNEL_BUSY',
      '+200 ms → 00000011 CANCEL',
      '+200 ms → 00000011 sequence 0',
      '+200 ms → ffffffff INIT nonce 0102030405060708',
    ]);
  });

  it('keeps only the last frames, and tells of messages cut by that', async () => {
    const clock = new VirtualClock(0);
    const port = recordPort(new ScriptedPort(clock, () => []), 3, clock);
    for (const report of splitMessage(0x11, PING, new Uint8Array(200))) await port.write(report);
    expect(port.lines()).toEqual([
      '+0 ms → 00000011 sequence 0',
      '+0 ms → 00000011 sequence 1',
      '+0 ms → 00000011 sequence 2',
    ]);
    port.forget();
    await port.write(splitMessage(0x11, PING, new Uint8Array(60))[0]!);
    expect(port.lines()).toEqual(['+0 ms → 00000011 PING 60 bytes, of which one packet is here']);
    expect(port.frames()).toHaveLength(1);
  });
});

describe('recordCard', () => {
  it('puts APDUs into words', async () => {
    const clock = new VirtualClock(0);
    const answers = ['5532465f56329000', '029100', '00a09000', '6d00', '90'].map(fromHex);
    const port: CardPort = { name: 'card', transmit: async () => answers.shift()!, close: async () => undefined };
    const recorded = recordCard(port, 20, clock);
    const sent = ['00a4040008a0000006472f000100', '80108000010100', '8011000000', '00990000', '00'];
    for (const apdu of sent) await recorded.transmit(fromHex(apdu));
    expect(recorded.lines(describer)).toEqual([
      '+0 ms → SELECT (00 a4 04 00) a0000006472f0001',
      '+0 ms ← 9000 5532465f5632',
      '+0 ms → NFCCTAP_MSG (80 10 80 00) request 1',
      '+0 ms ← 9100 02',
      '+0 ms → NFCCTAP_GETRESPONSE (80 11 00 00)',
      '+0 ms ← 9000 response to 1, status 0',
      '+0 ms → APDU 00 99 00 00',
      '+0 ms ← 6d00',
      '+0 ms → 00 (no APDU)',
      '+0 ms ← 90 (no response APDU)',
    ]);
  });
});
