import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appletCard } from '../../../../simulators/backends/applet-card.ts';
import { createManagementApplet, MANAGEMENT_AID } from '../../../../simulators/oath-card/management-applet.ts';
import { createOathCard, OATH_AID } from '../../../../simulators/oath-card/oath-card.ts';
import { codeOfPassword } from '../../../../simulators/oath-card/password.ts';
import { soundOathCardPolicy } from '../../../../simulators/oath-card/policy.ts';
import { type FirmwareVersion, oathCardProfile } from '../../../../simulators/oath-card/profile.ts';
import { tlv } from '../../../../simulators/oath-card/tlv.ts';
import { neverPresent, type Presence } from '../../../../simulators/ports/presence.ts';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { toHex } from '../../../../src/bytes/hex.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { hotp } from '../../../../src/oath/hotp.ts';
import { chainApdu } from '../../../../src/transport/card/apdu.ts';
import { challengeOf, hostOf, putData, rfcSecret, type YkoathHost } from './ykoath-host.ts';

const firmware = (version: FirmwareVersion) => ({ profile: { ...oathCardProfile, firmware: version } });
const code = (answer: Uint8Array): string => {
  const value = new DataView(answer.buffer, answer.byteOffset + 3).getUint32(0);
  return String(value % 10 ** answer[2]!).padStart(answer[2]!, '0');
};

describe('the OATH applet', () => {
  it('makes the codes of any secret, step, hash and digits', () => {
    const hashes = [
      [0x21, 'SHA1'],
      [0x22, 'SHA256'],
      [0x23, 'SHA512'],
    ] as const;
    const host = hostOf();
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 14, maxLength: 64 }),
        fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        fc.constantFrom(...hashes),
        fc.integer({ min: 6, max: 8 }),
        (key, step, [algorithm, hash], digits) => {
          expect(host.put('any', { key, algorithm, digits })).toBe('9000');
          const expected = hotp(key, step, { hash, digits });
          expect(code(host.calculate('any', challengeOf(step)).data)).toBe(expected);
        },
      ),
      { seed: 501 },
    );
  });

  it('counts a counter credential up itself, from the counter it was put with', () => {
    const host = hostOf();
    host.put('c', { algorithm: 0x11, counter: 5 });
    const codes = [0, 1, 2].map(() => code(host.calculate('c').data));
    expect(codes).toEqual([5, 6, 7].map((counter) => hotp(rfcSecret, counter)));
    host.put('c', { algorithm: 0x11 });
    expect(code(host.calculate('c').data)).toBe('755224');
  });

  it('gives the whole MAC where it is asked to', () => {
    const host = hostOf();
    host.put('a');
    const { data, sw } = host.calculate('a', challengeOf(1), 0);
    expect([data.length, data[0], data[1], data[2], sw]).toEqual([23, 0x75, 21, 6, '9000']);
  });

  it('takes names of 1 to 64 bytes and no others', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (name) => {
        const isRight = name.length >= 1 && name.length <= 64;
        expect(hostOf().put(name)).toBe(isRight ? '9000' : '6a80');
      }),
      { seed: 502 },
    );
  });

  it('puts a credential in the place of the one that has its name, also when it is full', () => {
    const host = hostOf({ profile: { ...oathCardProfile, capacity: 3 } });
    expect(['a', 'b', 'c', 'd'].map((name) => host.put(name))).toEqual(['9000', '9000', '9000', '6a84']);
    expect(host.put('b', { digits: 8 })).toBe('9000');
    expect(host.names()).toEqual(['a', 'b', 'c']);
    expect(host.calculate('b', challengeOf(1)).data[2]).toBe(8);
    expect(host.one({ ins: 0x02, data: tlv(0x71, utf8('a')) }).sw).toBe('9000');
    expect(host.put('d')).toBe('9000');
    expect(host.names()).toEqual(['b', 'c', 'd']);
  });

  it('is full when the list is, where the list is what is short', () => {
    const host = hostOf({ profile: { ...oathCardProfile, maxListBytes: 2048 } });
    const put = Array.from({ length: 40 }, (_, index) =>
      host.put(`${String(index).padStart(2, '0')}${'x'.repeat(62)}`),
    );
    expect(put.filter((sw) => sw === '9000')).toHaveLength(30);
    expect(new Set(put.slice(30))).toEqual(new Set(['6a84']));
  });

  it('knows no credential that it has not', () => {
    const host = hostOf();
    expect(host.calculate('x', challengeOf(1)).sw).toBe('6984');
    expect(host.one({ ins: 0x02, data: tlv(0x71, utf8('x')) }).sw).toBe('6984');
    expect(host.one({ ins: 0x05, data: concat(tlv(0x71, utf8('x')), tlv(0x71, utf8('y'))) }).sw).toBe('6984');
  });

  it.each([
    ['no key', tlv(0x71, utf8('a'))],
    ['a name twice', concat(putData('a'), tlv(0x71, utf8('b')))],
    ['a foreign tag', concat(putData('a'), tlv(0x55))],
    ['5 digits', putData('a', { digits: 5 })],
    ['9 digits', putData('a', { digits: 9 })],
    ['an unknown hash', putData('a', { algorithm: 0x24 })],
    ['an unknown type', putData('a', { algorithm: 0x31 })],
    ['an empty key', putData('a', { key: new Uint8Array(0) })],
    ['an unknown property', putData('a', { property: 0x04 })],
    ['a counter of a time credential', putData('a', { counter: 1 })],
    ['a byte too few', putData('a').subarray(0, -1)],
    ['a byte too many', concat(putData('a'), Uint8Array.of(0))],
    ['nothing', new Uint8Array(0)],
  ])('refuses to put %s', (_what, data) => {
    const host = hostOf();
    expect(host.one({ ins: 0x01, data }).sw).toBe('6a80');
    expect(host.names()).toEqual([]);
  });
});

describe('what a firmware can do', () => {
  const all: FirmwareVersion[] = [
    [3, 4, 0],
    [4, 2, 5],
    [4, 2, 6],
    [4, 3, 0],
    [4, 3, 1],
    [4, 4, 0],
    [4, 4, 9],
    [5, 0, 0],
    [5, 3, 0],
    [5, 3, 1],
    [5, 4, 3],
  ];

  it('tells its version, and touch, SHA-512 and renaming come and go with it', () => {
    const found = all.map((version) => {
      const host = hostOf(firmware(version));
      host.put('old');
      expect(toHex(host.select().data.subarray(0, 5))).toBe(
        toHex(concat(Uint8Array.of(0x79, 3), Uint8Array.from(version))),
      );
      return [
        version.join('.'),
        host.put('t', { property: 0x02 }) === '9000',
        host.put('s', { algorithm: 0x23 }) === '9000',
        host.one({ ins: 0x05, data: concat(tlv(0x71, utf8('old')), tlv(0x71, utf8('new'))) }).sw,
      ];
    });
    expect(found).toEqual([
      ['3.4.0', false, false, '6d00'],
      ['4.2.5', false, false, '6d00'],
      ['4.2.6', true, false, '6d00'],
      ['4.3.0', true, false, '6d00'],
      ['4.3.1', true, true, '6d00'],
      ['4.4.0', true, false, '6d00'],
      ['4.4.9', true, false, '6d00'],
      ['5.0.0', true, true, '6d00'],
      ['5.3.0', true, true, '6d00'],
      ['5.3.1', true, true, '9000'],
      ['5.4.3', true, true, '9000'],
    ]);
  });

  it('renames, but not over another credential', () => {
    const host = hostOf();
    const rename = (from: string, to: string): string =>
      host.one({ ins: 0x05, data: concat(tlv(0x71, utf8(from)), tlv(0x71, utf8(to))) }).sw;
    host.put('a', { algorithm: 0x11, counter: 7 });
    host.put('b');
    expect([rename('a', 'b'), rename('a', ''), rename('a', 'a'), rename('a', 'c')]).toEqual([
      '6a80',
      '6a80',
      '9000',
      '9000',
    ]);
    expect(host.names()).toEqual(['c', 'b']);
    expect(code(host.calculate('c').data)).toBe(hotp(rfcSecret, 7));
  });
});

describe('the password', () => {
  const key = Uint8Array.from({ length: 16 }, (_, index) => index);
  const guarded: [number, number, number][] = [
    [0x01, 0, 0],
    [0x02, 0, 0],
    [0x03, 0, 0],
    [0x05, 0, 0],
    [0xa1, 0, 0],
    [0xa2, 0, 1],
    [0xa4, 0, 1],
    [0xa5, 0, 0],
  ];
  const locked = (): { host: YkoathHost; selected: Uint8Array } => {
    const host = hostOf();
    host.put('a');
    expect(host.setCode(key)).toBe('9000');
    return { host, selected: host.select().data };
  };

  it('when set, then everything but VALIDATE and RESET wants it', () => {
    const { host } = locked();
    for (const [ins, p1, p2] of guarded) expect([ins, host.one({ ins, p1, p2 }).sw]).toEqual([ins, '6982']);
  });

  it('is proved by both sides, and has to be again after every SELECT', () => {
    const { host, selected } = locked();
    expect(host.validate(selected, key)).toEqual({ sw: '9000', isMutual: true });
    expect(host.names()).toEqual(['a']);
    const again = host.select().data;
    expect(toHex(again)).not.toBe(toHex(selected));
    expect(host.one({ ins: 0xa1 }).sw).toBe('6982');
    expect(host.validate(selected, key).sw).toBe('6a80');
    expect(host.validate(again, key).sw).toBe('9000');
  });

  it('when wrong, then nothing opens', () => {
    const { host, selected } = locked();
    expect(
      host.validate(
        selected,
        key.map((byte) => byte ^ 1),
      ),
    ).toEqual({ sw: '6a80', isMutual: false });
    expect(host.one({ ins: 0xa1 }).sw).toBe('6982');
  });

  it('is cleared by an empty key, and not set by a proof that does not fit', () => {
    const { host, selected } = locked();
    host.validate(selected, key);
    expect(host.one({ ins: 0x03, data: tlv(0x73) }).sw).toBe('9000');
    expect(host.select().data).toHaveLength(15);
    expect(host.validate(selected, key).sw).toBe('6984');
    const unproved = concat(tlv(0x73, Uint8Array.of(0x21), key), tlv(0x74, key), tlv(0x75, key));
    expect(host.one({ ins: 0x03, data: unproved }).sw).toBe('6984');
    expect(host.select().data).toHaveLength(15);
  });

  it('of a new card can be given, as hosts derive it', () => {
    const host = hostOf({ password: 'correct horse' });
    const selected = host.select().data;
    expect(host.validate(selected, codeOfPassword('correct horse', selected.subarray(7, 15)).key).sw).toBe('9000');
  });

  it('goes with RESET, and so does the identifier it was salted by', () => {
    const { host, selected } = locked();
    expect(host.one({ ins: 0x04 }).sw).toBe('6b00');
    expect(host.one({ ins: 0x04, p1: 0xde, p2: 0xad }).sw).toBe('9000');
    expect(host.names()).toEqual([]);
    const after = host.select().data;
    expect(after).toHaveLength(15);
    expect(toHex(after.subarray(7, 15))).not.toBe(toHex(selected.subarray(7, 15)));
  });
});

describe('properties of credentials', () => {
  it('asks for a touch, and says 6982 where nobody gives it', () => {
    const asked: number[] = [];
    const after = (ms: number): Presence => ({
      poll: ({ timeoutMs }, waitedMs) => {
        asked.push(timeoutMs);
        return waitedMs >= ms ? 'granted' : 'waiting';
      },
    });
    const patient = hostOf({ presence: after(400) });
    patient.put('t', { property: 0x02 });
    expect(code(patient.calculate('t', challengeOf(1)).data)).toBe(hotp(rfcSecret, 1));
    expect(patient.card.busyMs).toBeGreaterThanOrEqual(400);
    expect(new Set(asked)).toEqual(new Set([15_000]));

    for (const presence of [neverPresent, { poll: () => 'declined' } as Presence]) {
      const host = hostOf({ presence });
      host.put('t', { property: 0x02, algorithm: 0x11 });
      expect(host.calculate('t').sw).toBe('6982');
      host.put('plain');
      expect(host.calculate('plain', challengeOf(1)).sw).toBe('9000');
    }
  });

  it('when a touch was not given, then the counter stands where it stood', () => {
    let isThere = false;
    const host = hostOf({ presence: { poll: () => (isThere ? 'granted' : 'declined') } });
    host.put('t', { property: 0x02, algorithm: 0x11 });
    expect(host.calculate('t').sw).toBe('6982');
    isThere = true;
    expect(code(host.calculate('t').data)).toBe('755224');
  });

  it('answers only challenges above the one before, over power loss too', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 20 }), fc.boolean()), { maxLength: 20 }), (calls) => {
        const host = hostOf();
        host.put('up', { property: 0x01 });
        let highest = -1;
        for (const [step, isCut] of calls) {
          if (isCut) {
            host.card.powerCycle(0);
            host.select();
          }
          expect(host.calculate('up', challengeOf(step)).sw).toBe(step > highest ? '9000' : '6a80');
          highest = Math.max(highest, step);
        }
      }),
      { seed: 503 },
    );
  });

  it('shows all codes at once, but not those that cost a touch or a count', () => {
    const host = hostOf();
    host.put('time');
    host.put('count', { algorithm: 0x11, digits: 8 });
    host.put('touch', { property: 0x02, digits: 7 });
    host.put('touched count', { algorithm: 0x11, property: 0x02 });
    const { data, sw } = host.all({ ins: 0xa4, p2: 1, data: tlv(0x74, challengeOf(1)) });
    const expected = concat(
      tlv(0x71, utf8('time')),
      host.calculate('time', challengeOf(1)).data,
      tlv(0x71, utf8('count')),
      Uint8Array.of(0x77, 1, 8),
      tlv(0x71, utf8('touch')),
      Uint8Array.of(0x7c, 1, 7),
      tlv(0x71, utf8('touched count')),
      Uint8Array.of(0x77, 1, 6),
    );
    expect([toHex(data), sw]).toEqual([toHex(expected), '9000']);
    expect(code(host.calculate('count').data)).toBe(hotp(rfcSecret, 0, { digits: 8 }));
  });
});

describe('the wire', () => {
  it('gives long answers in parts, however short they are asked for', () => {
    const host = hostOf();
    const names = Array.from({ length: 40 }, (_, index) => `issuer:account-${index}`);
    for (const name of names) host.put(name);
    expect(host.names()).toEqual(names);
    const whole = host.all({ ins: 0xa1 }).data;
    expect(host.one({ ins: 0xa1 }).sw).toBe('6100');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), (le) => {
        let { data, sw } = host.one({ ins: 0xa1, le });
        while (sw.startsWith('61')) {
          const more = host.one({ ins: 0xa5, le });
          expect(more.data.length).toBeLessThanOrEqual(le);
          data = concat(data, more.data);
          sw = more.sw;
        }
        expect(toHex(data)).toBe(toHex(whole));
      }),
      { seed: 504, numRuns: 20 },
    );
  });

  it('says how much is left, and nothing once another command came', () => {
    const host = hostOf();
    for (let index = 0; index < 9; index += 1) host.put(`${index}`.repeat(30));
    expect(host.one({ ins: 0xa1 }).sw).toBe('6129');
    host.calculate('x');
    expect(host.one({ ins: 0xa5 }).sw).toBe('6985');
  });

  it('puts chains together, however they are cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 14, max: 128 }), (chunk, length) => {
        const host = hostOf();
        const key = new Uint8Array(length).fill(7);
        const chain = chainApdu({ cla: 0, ins: 0x01, data: putData('n'.repeat(64), { key }) }, chunk);
        expect(chain.map((apdu) => host.raw(apdu).sw)).toEqual(chain.map(() => '9000'));
        expect(code(host.calculate('n'.repeat(64), challengeOf(3)).data)).toBe(hotp(key, 3));
      }),
      { seed: 505 },
    );
  });

  it('forgets a chain that another command broke off, and takes none that is too long', () => {
    const host = hostOf();
    const [first, second] = chainApdu({ cla: 0, ins: 0x01, data: putData('a') }, 20);
    host.raw(first!);
    expect(host.one({ ins: 0xa1 }).sw).toBe('9000');
    expect(host.raw(second!).sw).toBe('6a80');
    const long = Array.from({ length: 5 }, () => host.one({ cla: 0x10, ins: 0x01, data: new Uint8Array(255) }).sw);
    expect(long).toEqual(['9000', '9000', '9000', '9000', '6700']);
  });

  it('answers nothing before it is selected, and nothing after another applet was', () => {
    const card = createOathCard({ env: { random: seededRandom(2) } });
    const host = hostOf();
    expect(toHex(card.transmit(Uint8Array.of(0, 0xa1, 0, 0), 0))).toBe('6985');
    expect(host.one({ ins: 0xa4, p1: 4, data: Uint8Array.of(0xa0, 0, 0, 6, 0x47) }).sw).toBe('6a82');
    expect(host.one({ ins: 0xa1 }).sw).toBe('6985');
    expect(host.one({ ins: 0xa4, p1: 4, data: OATH_AID.subarray(0, 5) }).sw).toBe('9000');
    host.card.powerCycle(0);
    expect(host.one({ ins: 0xa1 }).sw).toBe('6985');
  });

  it.each([
    [{ ins: 0x77 }, '6d00'],
    [{ cla: 0x80, ins: 0xa1 }, '6e00'],
    [{ ins: 0xa1, p1: 1 }, '6b00'],
    [{ ins: 0xa2, p2: 2 }, '6b00'],
    [{ ins: 0xa4, p1: 1 }, '6b00'],
    [{ ins: 0x01, p2: 1 }, '6b00'],
  ])('answers %j with %s', (request, sw) => {
    expect(hostOf().one(request).sw).toBe(sw);
  });

  it('ends any bytes in a status word', () => {
    const host = hostOf();
    const instruction = fc.constantFrom(1, 2, 3, 4, 5, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5);
    const tagged = fc
      .array(fc.tuple(fc.constantFrom(0x71, 0x73, 0x74, 0x75, 0x78, 0x7a), fc.uint8Array({ maxLength: 70 })), {
        maxLength: 4,
      })
      .map((parts) => concat(...parts.map(([tag, value]) => tlv(tag, value))));
    const near = fc
      .tuple(fc.constantFrom(0, 0x10, 0x80), instruction, fc.constantFrom(0, 1, 4, 0xde), fc.nat({ max: 2 }), tagged)
      .map(([cla, ins, p1, p2, data]) => concat(Uint8Array.of(cla, ins, p1, p2, data.length), data));
    fc.assert(
      fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 300 })), fc.boolean(), (apdu, selects) => {
        if (selects) host.select();
        const answer = host.card.transmit(apdu, 0);
        expect(answer.length).toBeGreaterThanOrEqual(2);
        const sw = (answer.at(-2)! << 8) | answer.at(-1)!;
        expect([0x90, 0x61, 0x67, 0x69, 0x6a, 0x6b, 0x6d, 0x6e]).toContain(sw >> 8);
      }),
      { seed: 506, numRuns: 5000 },
    );
  });
});

describe('policies', () => {
  it('can be replaced one at a time', () => {
    const host = hostOf({ policy: { ...soundOathCardPolicy, counterAfter: (counter) => counter } });
    host.put('c', { algorithm: 0x11 });
    expect([host.calculate('c').data, host.calculate('c').data].map(code)).toEqual(['755224', '755224']);
  });
});

describe('the management applet', () => {
  it('tells firmware, serial number and that OATH is all there is, and lets OATH be selected again', () => {
    const oath = createOathCard({ env: { random: seededRandom(3) } });
    const card = appletCard([
      { aid: OATH_AID, device: oath },
      { aid: MANAGEMENT_AID, device: createManagementApplet(oathCardProfile) },
    ]);
    const send = (...bytes: number[]): string => toHex(card.begin(Uint8Array.from(bytes), 0)!);
    const selected = send(0, 0xa4, 4, 0, 8, ...MANAGEMENT_AID);
    expect(selected).toMatch(new RegExp(`${toHex(utf8(' 5.4.3'))}9000$`));
    expect(send(0, 0x1d, 0, 0, 0)).toBe(
      `21${'01020020'}${'020400bc614e'}${'03020020'}${'040101'}${'0503050403'}${'0d020020'}${'0e020020'}${'0a0100'}9000`,
    );
    expect(send(0, 0x1d, 1, 0)).toBe('6b00');
    expect(send(0, 0xa1, 0, 0)).toBe('6d00');
    expect(send(0x80, 0x1d, 0, 0)).toBe('6e00');
    expect(send(0, 0xa4, 4, 0, 7, ...OATH_AID)).toMatch(/9000$/);
    expect(send(0, 0x1d, 0, 0)).toBe('6d00');
    card.powerCycle(0);
    expect(send(0, 0xa1, 0, 0)).toBe('6985');
  });
});
