import { describe, expect, it } from 'vitest';
import { CardEndpoint } from '../../../../simulators/endpoints/card-endpoint.ts';
import type { CardPolicy } from '../../../../simulators/endpoints/card-policy.ts';
import { soundCardPolicy } from '../../../../simulators/endpoints/card-policy.ts';
import type { CardProfile } from '../../../../simulators/endpoints/card-profile.ts';
import { cardProfile } from '../../../../simulators/endpoints/card-profile.ts';
import { concat, fromUtf8 } from '../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import type { ApduForm, ApduParts } from '../../../../src/transport/card/apdu.ts';
import { chainApdu, encodeApdu, parseResponse } from '../../../../src/transport/card/apdu.ts';
import { FakePerson, FakeResponder, fakeCommand, infoAnswer } from './fake-responder.ts';

const SELECT = fromHex('00a4040008a0000006472f000100');

class Rig {
  readonly responder = new FakeResponder();
  readonly person = new FakePerson();
  readonly card: CardEndpoint;
  nowMs = 1000;

  constructor(options: { policy?: Partial<CardPolicy>; profile?: Partial<CardProfile>; versions?: string[] } = {}) {
    this.card = new CardEndpoint({
      responder: this.responder,
      presence: this.person,
      policy: { ...soundCardPolicy, ...options.policy },
      profile: cardProfile(options.profile),
      versions: () => options.versions ?? ['U2F_V2', 'FIDO_2_1'],
    });
  }

  raw(apdu: Uint8Array): { data: Uint8Array; sw: number } {
    return parseResponse(this.card.transmit(apdu, this.nowMs));
  }

  sw(apdu: string): string {
    return this.raw(fromHex(apdu)).sw.toString(16);
  }

  message(data: readonly number[], p1 = 0x80, form: ApduForm = 'extended'): { data: number[]; sw: number } {
    const { data: answer, sw } = this.raw(
      encodeApdu({ cla: 0x80, ins: 0x10, p1, data: Uint8Array.from(data), le: 256 }, form),
    );
    return { data: [...answer], sw };
  }

  selected(): this {
    this.raw(SELECT);
    return this;
  }
}

describe('SELECT', () => {
  it.each([
    [['U2F_V2', 'FIDO_2_1'], 'U2F_V2'],
    [['FIDO_2_0', 'FIDO_2_3'], 'FIDO_2_0'],
  ])('of a key with versions %j answers %s', (versions, answer) => {
    const { data, sw } = new Rig({ versions }).raw(SELECT);
    expect([fromUtf8(data), sw]).toEqual([answer, 0x9000]);
  });

  it('works without Le and refuses other, longer and partial AIDs', () => {
    const rig = new Rig();
    expect(rig.sw('00a4040008a0000006472f0002')).toBe('6a82');
    expect(rig.sw('00a4040009a0000006472f000100')).toBe('6a82');
    expect(rig.sw('00a4040004a0000006')).toBe('6a82');
    expect(rig.sw('00a4000008a0000006472f0001')).toBe('6a86');
    expect(rig.sw('8010000001 04')).toBe('6985');
    expect(rig.sw('00a4040008a0000006472f0001')).toBe('9000');
  });

  it('is needed before every command, after deselection and after a power cycle', () => {
    const rig = new Rig();
    expect(rig.sw('00030000')).toBe('6985');
    rig.selected();
    expect(rig.sw('80120100')).toBe('9000');
    expect(rig.sw('8010000001 04')).toBe('6985');
    rig.selected();
    rig.card.powerCycle(2000);
    expect(rig.sw('8010000001 04')).toBe('6985');
    expect(rig.responder.powerCycles).toBe(1);
  });
});

describe('APDUs', () => {
  it('of wrong class, instruction, length and parameters get their status words', () => {
    const rig = new Rig().selected();
    expect(rig.sw('40100000')).toBe('6e00');
    expect(rig.sw('00990000')).toBe('6d00');
    expect(rig.sw('80990000')).toBe('6d00');
    expect(rig.sw('801000')).toBe('6700');
    expect(rig.sw('8010000003 04')).toBe('6700');
    expect(rig.sw('80100000')).toBe('6700');
    expect(rig.sw('8010400001 04')).toBe('6a86');
    expect(rig.sw('80120200')).toBe('6a86');
    expect(rig.sw('00c00000')).toBe('6985');
    expect(rig.sw('80110000')).toBe('6985');
  });

  it('in extended form are refused by a short-only card', () => {
    const rig = new Rig({ profile: { form: 'short' } }).selected();
    expect(rig.message([fakeCommand.info]).sw).toBe(0x6700);
    expect(rig.message([fakeCommand.info], 0x80, 'short').sw).toBe(0x9000);
  });

  it('give equal answers in every form and chunk size', () => {
    const request = Uint8Array.from([fakeCommand.echo, ...Array.from({ length: 700 }, (_, index) => index & 0xff)]);
    const expected = concat(Uint8Array.of(0), request.subarray(1));
    const parts: ApduParts = { cla: 0x80, ins: 0x10, p1: 0x80, data: request };
    expect(new Rig().selected().raw(encodeApdu({ ...parts, le: 65_536 }, 'extended')).data).toEqual(expected);
    for (const chunkLength of [1, 2, 54, 255]) {
      for (const answerChunk of [1, 16, 255, 256]) {
        const rig = new Rig({ profile: { chunkLength: answerChunk } }).selected();
        const chain = chainApdu({ ...parts, le: 256 }, chunkLength);
        for (const part of chain.slice(0, -1)) expect(rig.raw(part)).toEqual({ data: new Uint8Array(0), sw: 0x9000 });
        let answer = rig.raw(chain.at(-1)!);
        const got = [answer.data];
        while (answer.sw >>> 8 === 0x61) {
          answer = rig.raw(Uint8Array.of(0x00, 0xc0, 0, 0, answer.sw & 0xff));
          got.push(answer.data);
        }
        expect(answer.sw).toBe(0x9000);
        expect(concat(...got)).toEqual(expected);
      }
    }
  });

  it('say how much is left: 6100 for 256 and more, then the exact count', () => {
    const rig = new Rig().selected();
    expect(rig.message([fakeCommand.long, 2, 88], 0x80, 'short').sw).toBe(0x6100);
    expect(rig.raw(fromHex('00c0000000')).sw).toBe(0x6158);
    expect(rig.raw(fromHex('00c0000058'))).toEqual({ data: new Uint8Array(88), sw: 0x9000 });
    expect(rig.sw('00c0000000')).toBe('6985');
  });

  it('with an Le above what is left give what is left, or 6Cxx from a card that insists', () => {
    const rig = new Rig().selected();
    rig.message([fakeCommand.long, 1, 5], 0x80, 'short');
    expect(rig.raw(fromHex('00c0000040'))).toEqual({ data: new Uint8Array(5), sw: 0x9000 });
    const strict = new Rig({ profile: { insistsOnLe: true } }).selected();
    strict.message([fakeCommand.long, 1, 5], 0x80, 'short');
    expect(strict.sw('00c0000040')).toBe('6c05');
    expect(strict.raw(fromHex('00c0000005'))).toEqual({ data: new Uint8Array(5), sw: 0x9000 });
  });

  it('forget what is left of an answer when another command comes', () => {
    const rig = new Rig().selected();
    rig.message([fakeCommand.long, 2, 0], 0x80, 'short');
    expect(rig.sw('80120200')).toBe('6a86');
    expect(rig.sw('00c0000000')).toBe('6985');
  });

  it.each([
    ['another instruction', '00030000'],
    ['another class', '1010000001 55'],
    ['SELECT', '00a4040008a0000006472f0001'],
    ['GET RESPONSE', '00c0000000'],
  ])('drop a chain broken by %s', (_what, breaker) => {
    const rig = new Rig().selected();
    expect(rig.sw('9010800002 40aa')).toBe('9000');
    rig.sw(breaker);
    expect(rig.message([fakeCommand.echo, 0xbb])).toEqual({ data: [0, 0xbb], sw: 0x9000 });
  });

  it('never mix the data of a broken chain into the command that broke it', () => {
    const rig = new Rig().selected();
    rig.sw('1001000001aa');
    expect(rig.raw(fromHex('0002000001bb')).data).toEqual(fromHex('0002000001bb'));
  });

  it('chained over the limit are refused, one less is taken', () => {
    const rig = new Rig({ profile: { maxMessage: 4 } }).selected();
    rig.sw('9010800003 40aaaa');
    expect(rig.sw('8010800001 bb')).toBe('9000');
    rig.sw('9010800003 40aaaa');
    expect(rig.sw('8010800002 bbcc')).toBe('6700');
  });

  it('of U2F reach the same applet, long answers in parts', () => {
    const rig = new Rig().selected();
    expect(fromUtf8(rig.raw(fromHex('0003000000')).data)).toBe('U2F_V2');
    expect(rig.raw(fromHex('0001000000')).sw).toBe(0x6100);
    expect(rig.raw(fromHex('0001000000 0000')).data.length).toBe(1000);
    expect(rig.raw(fromHex('0002030002 aabb')).data).toEqual(fromHex('0002030002aabb'));
  });
});

describe('waiting', () => {
  it('is told with 9100 and UPNEEDED, polled, and answered when the touch comes', () => {
    const rig = new Rig().selected();
    rig.person.manner = 'waiting';
    expect(rig.message([fakeCommand.touch])).toEqual({ data: [2], sw: 0x9100 });
    rig.nowMs += 100;
    expect(rig.sw('80110000')).toBe('9100');
    rig.person.manner = 'granted';
    expect(rig.raw(fromHex('8011000000'))).toEqual({ data: Uint8Array.of(0), sw: 0x9000 });
    expect(rig.sw('80110000')).toBe('6985');
  });

  it('ends with 2d when cancelled and with the time-out of the command', () => {
    const rig = new Rig().selected();
    rig.person.manner = 'waiting';
    rig.message([fakeCommand.touch]);
    expect(rig.raw(fromHex('8011110000'))).toEqual({ data: Uint8Array.of(0x2d), sw: 0x9000 });
    rig.message([fakeCommand.touch]);
    rig.nowMs += 30_000;
    expect(rig.raw(fromHex('8011000000')).data).toEqual(Uint8Array.of(0x2f));
  });

  it('ends without an answer when another command comes', () => {
    const rig = new Rig().selected();
    for (const other of ['00030000', '8010000001 04', '00a4040008a0000006472f0001']) {
      rig.person.manner = 'waiting';
      rig.message([fakeCommand.touch]);
      rig.sw(other);
      expect(rig.responder.open).toBe(0);
      expect(rig.sw('80110000')).toBe('6985');
    }
    expect(rig.responder.overlaps).toBe(0);
  });

  it.each([
    ['P1 is 00', 0x00, {}],
    ['the card cannot tell', 0x80, { nfcctapGetResponse: false }],
  ])('is held back when %s, and the time is named', (_what, p1, profile) => {
    const rig = new Rig({ profile }).selected();
    rig.person.manner = 'waiting';
    rig.person.touchesAfterMs = 2000;
    expect(rig.message([fakeCommand.touch], p1)).toEqual({ data: [0], sw: 0x9000 });
    expect(rig.card.busyMs).toBeGreaterThanOrEqual(2000);
    expect(rig.card.busyMs).toBeLessThan(2100);
    rig.message([fakeCommand.info]);
    expect(rig.card.busyMs).toBe(0);
  });
});

describe('answers', () => {
  it('have 9000 for every CTAP status', () => {
    const rig = new Rig().selected();
    expect(rig.message([fakeCommand.info])).toEqual({ data: [...infoAnswer], sw: 0x9000 });
    expect(rig.message([0x99])).toEqual({ data: [1], sw: 0x9000 });
  });

  it('can be spoiled by a policy', () => {
    const rig = new Rig({
      policy: { ctap2StatusWord: (status) => (status === 0 ? 0x9000 : 0x6f00), deselectAnswer: () => 0x0900 },
    }).selected();
    expect(rig.message([0x99]).sw).toBe(0x6f00);
    expect(rig.sw('80120100')).toBe('900');
  });
});
