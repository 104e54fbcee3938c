import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../src/bytes/hex.ts';
import type { HidMessage } from '../../../../src/transport/hid/assembler.ts';
import { BROADCAST_CHANNEL, hidCommand, hidErrorCode, splitMessage } from '../../../../src/transport/hid/packet.ts';
import { fakeCommand, infoAnswer } from './fake-responder.ts';
import { HidRig } from './hid-rig.ts';

const { INIT, PING, CBOR, CANCEL, MSG, LOCK, WINK, KEEPALIVE, ERROR } = hidCommand;
const nonce = [9, 8, 7, 6, 5, 4, 3, 2];

function error(channel: number, code: number): HidMessage {
  return { channel, command: ERROR, payload: Uint8Array.of(code) };
}

function inShort(heard: readonly HidMessage[]): string[] {
  return heard.map(({ command, payload }) => `${command.toString(16)}:${toHex(payload.subarray(0, 4))}`);
}

describe('INIT', () => {
  it('echoes the nonce and gives 17 bytes with version 2 and the capabilities', () => {
    const rig = new HidRig({ profile: { version: [5, 6, 7], capabilities: { wink: true, cbor: true, nmsg: true } } });
    const [answer, ...rest] = rig.send(BROADCAST_CHANNEL, INIT, nonce);
    expect(rest).toEqual([]);
    expect(answer?.channel).toBe(BROADCAST_CHANNEL);
    expect(answer?.payload.length).toBe(17);
    expect([...answer!.payload.subarray(0, 8)]).toEqual(nonce);
    expect([...answer!.payload.subarray(12)]).toEqual([2, 5, 6, 7, 0x0d]);
  });

  it('gives ten thousand distinct channels', () => {
    const rig = new HidRig();
    const channels = new Set(Array.from({ length: 10_000 }, () => rig.open()));
    expect(channels.size).toBe(10_000);
    expect(channels.has(0) || channels.has(BROADCAST_CHANNEL)).toBe(false);
  });

  it('on its own channel ends the transaction there silently and names that channel', () => {
    const rig = new HidRig();
    const channel = rig.open();
    rig.person.manner = 'waiting';
    rig.send(channel, CBOR, [fakeCommand.touch]);
    const heard = rig.send(channel, INIT, nonce);
    expect(heard.map(({ command }) => command)).toEqual([INIT]);
    expect(heard[0]?.payload.subarray(8, 12)).toEqual(
      splitMessage(channel, PING, new Uint8Array(0))[0]?.subarray(0, 4),
    );
    expect(rig.responder.open).toBe(0);
    expect(rig.pass(60_000)).toEqual([]);
  });

  it('on its own channel drops a message half received', () => {
    const rig = new HidRig();
    const channel = rig.open();
    const [first, second] = rig.split(channel, PING, new Uint8Array(100));
    expect(rig.reports(first!, ...rig.split(channel, INIT, nonce)).map(({ command }) => command)).toEqual([INIT]);
    expect(rig.reports(second!)).toEqual([]);
    expect(rig.send(channel, PING, [1])).toHaveLength(1);
  });

  it('of another host does not end what waits', () => {
    const rig = new HidRig();
    const channel = rig.open();
    rig.person.manner = 'waiting';
    rig.send(channel, CBOR, [fakeCommand.touch]);
    const other = rig.open();
    expect(other).not.toBe(channel);
    expect(rig.send(other, INIT, nonce)).toHaveLength(1);
    rig.person.manner = 'granted';
    expect(inShort(rig.pass(200))).toEqual(['10:00']);
  });

  it.each([0, 7, 9])('with %i bytes is refused with INVALID_LEN', (length) => {
    const rig = new HidRig();
    expect(rig.send(BROADCAST_CHANNEL, INIT, new Uint8Array(length))).toEqual([
      error(BROADCAST_CHANNEL, hidErrorCode.INVALID_LEN),
    ]);
  });
});

describe('channels', () => {
  it('refuse commands on 0, on broadcast and on ids that were never given', () => {
    const rig = new HidRig();
    const channel = rig.open();
    for (const wrong of [0, BROADCAST_CHANNEL, channel + 1]) {
      expect(rig.send(wrong, PING, [1])).toEqual([error(wrong, hidErrorCode.INVALID_CHANNEL)]);
    }
  });

  it('never given are served by a lenient key, but not 0 and broadcast', () => {
    const rig = new HidRig({ profile: { channels: 'lenient' } });
    expect(inShort(rig.send(0x1234, PING, [1]))).toEqual(['1:01']);
    expect(rig.send(0, PING, [1])).toEqual([error(0, hidErrorCode.INVALID_CHANNEL)]);
    expect(rig.send(BROADCAST_CHANNEL, PING, [1])).toEqual([error(BROADCAST_CHANNEL, hidErrorCode.INVALID_CHANNEL)]);
  });

  it('are forgotten over a power cycle, and the authenticator loses power too', () => {
    const rig = new HidRig();
    const channel = rig.open();
    rig.endpoint.powerCycle(rig.nowMs);
    expect(rig.send(channel, PING, [1])).toEqual([error(channel, hidErrorCode.INVALID_CHANNEL)]);
    expect(rig.responder.powerCycles).toBe(1);
  });
});

describe('messages', () => {
  it('come back from PING at every interesting length', () => {
    const rig = new HidRig();
    const channel = rig.open();
    for (const length of [0, 1, 56, 57, 58, 59, 115, 116, 117, 1024, 7608, 7609]) {
      const bytes = Uint8Array.from({ length }, (_, index) => index * 7);
      expect(rig.send(channel, PING, bytes)).toEqual([{ channel, command: PING, payload: bytes }]);
    }
  });

  it('over the limit are refused at the first packet', () => {
    const rig = new HidRig({ profile: { maxMessage: 1200 } });
    const channel = rig.open();
    const [first] = rig.split(channel, PING, new Uint8Array(1201));
    expect(rig.reports(first!)).toEqual([error(channel, hidErrorCode.INVALID_LEN)]);
    const tooLong = splitMessage(channel, PING, new Uint8Array(7609))[0]!;
    tooLong[5] = 0x1d;
    tooLong[6] = 0xba;
    expect(new HidRig().reports(tooLong)).toEqual([error(channel, hidErrorCode.INVALID_CHANNEL)]);
    expect(rig.reports(tooLong)).toEqual([error(channel, hidErrorCode.INVALID_LEN)]);
  });

  it.each([
    ['repeated', 0],
    ['skipped', 2],
  ])('with a %s sequence end in INVALID_SEQ', (_what, sequence) => {
    const rig = new HidRig();
    const channel = rig.open();
    const [first, second, third] = rig.split(channel, PING, new Uint8Array(170));
    third![4] = sequence;
    expect(rig.reports(first!, second!, third!)).toEqual([error(channel, hidErrorCode.INVALID_SEQ)]);
    expect(rig.send(channel, PING, [1])).toHaveLength(1);
  });

  it('with a first packet in the middle end in INVALID_SEQ', () => {
    const rig = new HidRig();
    const channel = rig.open();
    const [first] = rig.split(channel, PING, new Uint8Array(100));
    expect(rig.reports(first!, first!)).toEqual([error(channel, hidErrorCode.INVALID_SEQ)]);
  });

  it('left half time out on their channel, and the rest is ignored', () => {
    const rig = new HidRig();
    const channel = rig.open();
    const [first, second] = rig.split(channel, PING, new Uint8Array(100));
    expect(rig.reports(first!)).toEqual([]);
    expect(rig.pass(499)).toEqual([]);
    expect(rig.pass(1)).toEqual([{ ...error(channel, hidErrorCode.MSG_TIMEOUT), atMs: 1500 }]);
    expect(rig.reports(second!)).toEqual([]);
    expect(rig.endpoint.nextWakeMs()).toBeUndefined();
  });

  it('left half are dropped silently by a key made so', () => {
    const rig = new HidRig({ profile: { timeoutError: false, transactionTimeoutMs: 100 } });
    const channel = rig.open();
    rig.reports(rig.split(channel, PING, new Uint8Array(100))[0]!);
    expect(rig.pass(1000)).toEqual([]);
    expect(rig.send(channel, PING, [1])).toHaveLength(1);
  });

  it('of another channel are busy at once, and the first ends intact', () => {
    const rig = new HidRig();
    const [one, two] = [rig.open(), rig.open()];
    const [first, second] = rig.split(one, PING, new Uint8Array(100).fill(3));
    expect(rig.reports(first!)).toEqual([]);
    expect(rig.send(two, PING, [1])).toEqual([error(two, hidErrorCode.CHANNEL_BUSY)]);
    expect(rig.reports(second!)).toEqual([{ channel: one, command: PING, payload: new Uint8Array(100).fill(3) }]);
  });

  it('begun by nobody are ignored', () => {
    const rig = new HidRig();
    const channel = rig.open();
    expect(rig.reports(rig.split(channel, PING, new Uint8Array(100))[1]!)).toEqual([]);
  });

  it('take any padding and pad with zeros', () => {
    const rig = new HidRig();
    const channel = rig.open();
    const [report] = rig.split(channel, PING, [1]);
    report!.fill(0xee, 8);
    expect(rig.endpoint.receive(report!, 1000)[0]?.subarray(8)).toEqual(new Uint8Array(56));
  });

  it.each([8, 9, 16, 63, 512, 1024])('work with reports of %i bytes', (reportSize) => {
    const rig = new HidRig({ profile: { reportSize } });
    const channel = rig.open();
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index);
    expect(rig.send(channel, PING, bytes)).toEqual([{ channel, command: PING, payload: bytes }]);
  });

  it('are read from short reports as from zero-padded ones and from long ones without their end', () => {
    const rig = new HidRig();
    const channel = rig.open();
    const [report] = rig.split(channel, PING, [1, 2]);
    expect(rig.reports(report!.subarray(0, 9))).toHaveLength(1);
    expect(rig.reports(Uint8Array.from([...report!, 1, 2, 3]))).toHaveLength(1);
  });
});

describe('commands', () => {
  it('unknown, and those of the answering side, are INVALID_CMD', () => {
    const rig = new HidRig();
    const channel = rig.open();
    for (const command of [0x00, 0x02, 0x3b, 0x3f, 0x40, 0x7f]) {
      expect(rig.send(channel, command, [1])).toEqual([error(channel, hidErrorCode.INVALID_CMD)]);
    }
  });

  it('that the capabilities deny are INVALID_CMD', () => {
    const rig = new HidRig({ profile: { capabilities: { wink: false, cbor: false, nmsg: true }, lock: false } });
    const channel = rig.open();
    for (const [command, length] of [
      [WINK, 0],
      [CBOR, 1],
      [MSG, 4],
      [LOCK, 1],
    ] as const) {
      expect(rig.send(channel, command, new Uint8Array(length))).toEqual([error(channel, hidErrorCode.INVALID_CMD)]);
    }
  });

  it('with impossible lengths are INVALID_LEN', () => {
    const rig = new HidRig();
    const channel = rig.open();
    for (const [command, length] of [
      [WINK, 1],
      [CBOR, 0],
      [MSG, 0],
      [LOCK, 0],
      [LOCK, 2],
    ] as const) {
      expect(rig.send(channel, command, new Uint8Array(length))).toEqual([error(channel, hidErrorCode.INVALID_LEN)]);
    }
  });

  it('reach the authenticator and bring its answers', () => {
    const rig = new HidRig();
    const channel = rig.open();
    expect(rig.send(channel, CBOR, [fakeCommand.info])).toEqual([{ channel, command: CBOR, payload: infoAnswer }]);
    expect(inShort(rig.send(channel, MSG, [0, 3, 0, 0]))).toEqual(['3:5532465f']);
    expect(inShort(rig.send(channel, WINK))).toEqual(['8:']);
    expect(rig.responder.notices).toEqual(['init', 'wink']);
  });

  it('whose answer no message can hold end in OTHER', () => {
    const rig = new HidRig();
    const channel = rig.open();
    expect(rig.send(channel, CBOR, [fakeCommand.long, 0xff, 0xff])).toEqual([error(channel, hidErrorCode.OTHER)]);
  });
});

describe('LOCK', () => {
  it('keeps others out, INIT too, until it expires', () => {
    const rig = new HidRig();
    const [one, two] = [rig.open(), rig.open()];
    expect(inShort(rig.send(one, LOCK, [2]))).toEqual(['4:']);
    expect(rig.send(two, PING, [1])).toEqual([error(two, hidErrorCode.CHANNEL_BUSY)]);
    expect(rig.send(BROADCAST_CHANNEL, INIT, nonce)).toEqual([error(BROADCAST_CHANNEL, hidErrorCode.CHANNEL_BUSY)]);
    expect(rig.send(one, PING, [1])).toHaveLength(1);
    rig.pass(1999);
    expect(rig.send(two, PING, [1])).toEqual([error(two, hidErrorCode.CHANNEL_BUSY)]);
    rig.pass(1);
    expect(inShort(rig.send(two, PING, [1]))).toEqual(['1:01']);
  });

  it('is released by 0 and by a power cycle, and refuses 11 seconds', () => {
    const rig = new HidRig();
    const [one, two] = [rig.open(), rig.open()];
    rig.send(one, LOCK, [10]);
    rig.send(one, LOCK, [0]);
    expect(rig.send(two, PING, [1])).toHaveLength(1);
    expect(rig.send(one, LOCK, [11])).toEqual([error(one, hidErrorCode.INVALID_PAR)]);
    rig.send(one, LOCK, [10]);
    rig.endpoint.powerCycle(rig.nowMs);
    expect(rig.open()).toBeGreaterThan(0);
  });
});

describe('waiting', () => {
  it('for a touch given at once is still announced once', () => {
    const rig = new HidRig();
    expect(inShort(rig.send(rig.open(), CBOR, [fakeCommand.touch]))).toEqual(['3b:02', '10:00']);
  });

  it('sends UPNEEDED at least every 100 ms and one answer when the touch comes', () => {
    const rig = new HidRig();
    rig.person.manner = 'waiting';
    rig.person.touchesAfterMs = 2000;
    expect(inShort(rig.send(rig.open(), CBOR, [fakeCommand.touch]))).toEqual(['3b:02']);
    const heard = rig.pass(10_000);
    const gaps = heard.map(({ atMs }, index) => atMs - (heard[index - 1]?.atMs ?? 1000));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(100);
    expect(inShort(heard).slice(-2)).toEqual(['3b:02', '10:00']);
    expect(heard.filter(({ command }) => command !== KEEPALIVE)).toHaveLength(1);
    expect(heard.at(-1)?.atMs).toBeLessThanOrEqual(3075);
  });

  it('ends with the time-out that the command asked for', () => {
    const rig = new HidRig();
    rig.person.manner = 'waiting';
    rig.send(rig.open(), CBOR, [fakeCommand.touch]);
    const heard = rig.pass(40_000);
    expect(inShort(heard).at(-1)).toBe('10:2f');
    expect(heard.at(-1)?.atMs).toBe(31_000);
  });

  it.each([
    ['declined', '10:27'],
    ['mismatch', '10:3b'],
  ] as const)('tells the command that the person %s', (manner, answer) => {
    const rig = new HidRig();
    rig.person.manner = 'waiting';
    rig.send(rig.open(), CBOR, [fakeCommand.touch]);
    rig.person.manner = manner;
    expect(inShort(rig.pass(100))).toEqual([answer]);
  });

  it('keeps the same and every other channel busy', () => {
    const rig = new HidRig();
    const [one, two] = [rig.open(), rig.open()];
    rig.person.manner = 'waiting';
    rig.send(one, CBOR, [fakeCommand.touch]);
    for (const channel of [one, two]) {
      for (const command of [PING, CBOR, MSG, WINK]) {
        const payload = command === WINK ? [] : [4, 0, 0, 0];
        expect(rig.send(channel, command, payload)).toEqual([error(channel, hidErrorCode.CHANNEL_BUSY)]);
      }
    }
    rig.person.manner = 'granted';
    expect(inShort(rig.pass(75))).toEqual(['10:00']);
  });

  it('with working time before it sends PROCESSING, then UPNEEDED', () => {
    const rig = new HidRig({ profile: { processingMs: 200 } });
    rig.person.manner = 'waiting';
    rig.person.touchesAfterMs = 100;
    expect(rig.send(rig.open(), CBOR, [fakeCommand.touch])).toEqual([]);
    expect(inShort(rig.pass(1000))).toEqual(['3b:01', '3b:01', '3b:02', '3b:02', '10:00']);
  });
});

describe('CANCEL', () => {
  it('ends the wait with the one answer of the command', () => {
    const rig = new HidRig();
    const channel = rig.open();
    rig.person.manner = 'waiting';
    rig.send(channel, CBOR, [fakeCommand.touch]);
    expect(inShort(rig.send(channel, CANCEL))).toEqual(['10:2d']);
    expect(rig.send(channel, CANCEL)).toEqual([]);
    expect(rig.pass(60_000)).toEqual([]);
  });

  it('of another channel and when idle does nothing', () => {
    const rig = new HidRig();
    const [one, two] = [rig.open(), rig.open()];
    expect(rig.send(one, CANCEL)).toEqual([]);
    rig.person.manner = 'waiting';
    expect(inShort(rig.send(one, CBOR, [fakeCommand.touch]))).toEqual(['3b:02']);
    expect(rig.send(two, CANCEL)).toEqual([]);
    rig.person.manner = 'granted';
    expect(inShort(rig.pass(75))).toEqual(['10:00']);
  });

  it('racing with a touch gives exactly one answer at every moment', () => {
    for (let cancelMs = 0; cancelMs <= 300; cancelMs += 1) {
      const rig = new HidRig();
      const channel = rig.open();
      rig.person.manner = 'waiting';
      rig.person.touchesAfterMs = 150;
      const heard = [...rig.send(channel, CBOR, [fakeCommand.touch]), ...rig.pass(cancelMs)];
      heard.push(...rig.send(channel, CANCEL), ...rig.pass(40_000));
      expect(heard.filter(({ command }) => command !== KEEPALIVE)).toHaveLength(1);
    }
  });

  it('ends a command that will not end', () => {
    const rig = new HidRig();
    const channel = rig.open();
    rig.person.manner = 'waiting';
    rig.send(channel, CBOR, [fakeCommand.stubborn]);
    expect(inShort(rig.send(channel, CANCEL))).toEqual(['10:2d']);
    expect(rig.responder.open).toBe(0);
  });

  it('during working time leaves a command that needs no person its answer, and one that does 2d', () => {
    const rig = new HidRig({ profile: { processingMs: 50 } });
    const channel = rig.open();
    rig.send(channel, CBOR, [fakeCommand.echo, 5]);
    rig.send(channel, CANCEL);
    expect(inShort(rig.pass(100))).toEqual(['10:0005']);
    rig.send(channel, CBOR, [fakeCommand.touch]);
    rig.send(channel, CANCEL);
    rig.send(channel, CANCEL);
    expect(inShort(rig.pass(100))).toEqual(['10:2d']);
    expect(rig.events.filter(({ kind }) => kind === 'cancelled')).toHaveLength(2);
  });
});

describe('a spoiled policy', () => {
  it('can send answers twice, cut short, or leak the report before', () => {
    const rig = new HidRig({
      policy: {
        copies: (command) => (command === CBOR ? 2 : 1),
        ctap2Response: (answer) => answer.subarray(0, answer.length - 1),
        padding: (length, leftover) => leftover.subarray(leftover.length - length),
      },
    });
    const channel = rig.open();
    expect(inShort(rig.send(channel, CBOR, [fakeCommand.echo, 5]))).toEqual(['10:00', '10:00']);
    rig.send(channel, PING, new Uint8Array(57).fill(0x77));
    expect(rig.endpoint.receive(rig.split(channel, PING, [])[0]!, 1000)[0]?.at(-1)).toBe(0x77);
  });

  it('can remember an idle CANCEL', () => {
    const rig = new HidRig({ policy: { remembersIdleCancel: () => true } });
    const channel = rig.open();
    rig.send(channel, CANCEL);
    expect(inShort(rig.send(channel, CBOR, [fakeCommand.touch]))).toEqual(['10:2d']);
  });

  it('can take commands although busy, and the endpoint still never runs two at once', () => {
    const rig = new HidRig({ policy: { isBusy: () => false } });
    const [one, two] = [rig.open(), rig.open()];
    rig.person.manner = 'waiting';
    rig.send(one, CBOR, [fakeCommand.touch]);
    rig.send(two, CBOR, [fakeCommand.touch]);
    expect(rig.responder.overlaps).toBe(0);
  });
});

describe('events', () => {
  it('tell what happened', () => {
    const rig = new HidRig();
    const channel = rig.open();
    rig.send(channel, CBOR, [fakeCommand.info]);
    rig.send(channel, 0x55);
    expect(rig.events.map(({ kind }) => kind)).toEqual(['channel-opened', 'began', 'answered', 'refused']);
  });
});
