import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neverPresent } from '../../../../simulators/ports/presence.ts';
import { memoryStore, type Store, StoreError } from '../../../../simulators/ports/store.ts';
import { soundToken2Policy } from '../../../../simulators/token2-card/policy.ts';
import { restrictedCard, unrestrictedCard } from '../../../../simulators/token2-card/profile.ts';
import { decryptSm4, encryptSm4, macSm4 } from '../../../../simulators/token2-card/sm4.ts';
import { decodeToken2 } from '../../../../simulators/token2-card/state-document.ts';
import { createToken2Card } from '../../../../simulators/token2-card/token2-card.ts';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../../../src/bytes/hex.ts';
import { totp } from '../../../../src/oath/totp.ts';
import { configBody, Token2Host } from './token2-host.ts';

const seed = utf8('12345678901234567890');
const now = 1_700_000_000;
const shows = ({ device }: Token2Host): string | undefined => {
  const shown = device.press();
  return shown.kind === 'code' ? shown.code : undefined;
};
const burnt = (options: ConstructorParameters<typeof Token2Host>[0] = {}): Token2Host => {
  const host = new Token2Host(options);
  host.authenticate();
  host.writeConfig();
  host.writeSeed(seed);
  return host;
};

describe('SM4', () => {
  it('gives the known answer of GB/T 32907', () => {
    const key = fromHex('0123456789abcdeffedcba9876543210');
    expect(toHex(encryptSm4(key, key))).toBe('681edf34d206965e86b3e94f536e4246');
    expect(decryptSm4(key, encryptSm4(key, key))).toEqual(key);
    // one whole block is not padded: its MAC is the beginning of its encryption
    expect(toHex(macSm4(key, key))).toBe('681edf34');
  });
});

describe('the programmable card', () => {
  it('tells serial number and clock to anybody', () => {
    const host = new Token2Host({ serial: '86596220000001' });
    expect(host.info()).toBe(`0000000e${toHex(utf8('86596220000001'))}0000${now.toString(16)}9000`);
    host.clock.advance(3_600_000);
    expect(host.info()).toContain(`${(now + 3600).toString(16)}9000`);
  });

  it('is set and burnt, and then shows the codes of its seed by its own clock', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 63 }),
        fc.constantFrom([1, 'SHA1'] as const, [2, 'SHA256'] as const),
        fc.constantFrom([0x1e, 30] as const, [0x3c, 60] as const),
        fc.integer({ min: 0, max: 2 ** 32 - 10_000 }),
        fc.nat({ max: 9_000 }),
        (secret, [hashByte, hash], [step, periodSeconds], unixSeconds, later) => {
          const host = new Token2Host();
          expect(host.authenticate()).toBe('9000');
          expect(host.writeConfig({ hash: hashByte, step, unixSeconds })).toBe('9000');
          expect(host.writeSeed(secret)).toBe('9000');
          host.clock.advance(later * 1000 + 200_000);
          expect(shows(host)).toBe(totp(secret, unixSeconds + later + 200, { hash, periodSeconds }));
        },
      ),
      { seed: 521, numRuns: 60 },
    );
  });

  it('takes seeds of whole blocks without padding too, as hosts send them', () => {
    const host = new Token2Host();
    host.authenticate();
    const secret = utf8('0123456789abcdef');
    expect(host.secured(0xc5, 1, encryptSm4(restrictedCard.deviceKey, secret))).toBe('9000');
    expect(shows(host)).toBe(totp(secret, now));
  });

  it('shows no code before a seed was written', () => {
    const host = new Token2Host();
    expect(host.device.press()).toEqual({ kind: 'off' });
    expect(host.info()).toMatch(/9000$/);
  });

  it.each([
    [restrictedCard, undefined],
    [unrestrictedCard, totp(seed, now + 86_400)],
  ])('when its clock is set, then the seed is erased or kept as the model has it: $name', (profile, code) => {
    const host = burnt({ profile });
    expect(shows(host)).toBe(totp(seed, now));
    expect(host.writeConfig({ unixSeconds: now + 86_400 })).toBe('9000');
    expect(shows(host)).toBe(code);
    expect(host.device.save().hasSeed).toBe(code !== undefined);
    expect(JSON.stringify(host.device.save()).includes(toHex(seed))).toBe(code !== undefined);
  });

  it('takes writes only from who proved the key, each challenge once, and no write with a wrong MAC', () => {
    const host = new Token2Host();
    const wrongKey = restrictedCard.deviceKey.map((byte) => byte ^ 1);
    const proof = Array.from({ length: 16 }, () => 0);
    expect(host.writeSeed(seed)).toBe('6983');
    expect(host.authenticate(wrongKey)).toBe('6983');
    expect(host.send(0x80, 0xce, 0, 0, 16, ...proof)).toBe('6a80');
    expect(host.writeConfig()).toBe('6983');
    expect(host.authenticate()).toBe('9000');
    expect(host.secured(0xd4, 0, configBody(), 1)).toBe('6983');
    expect(host.secured(0xd4, 0, configBody())).toBe('9000');
    host.send(0x80, 0x4b, 8, 0, 1, 0);
    expect(host.writeConfig()).toBe('6983');
    expect(host.authenticate()).toBe('9000');
    host.device.card.powerCycle(0);
    expect(host.writeConfig()).toBe('6983');
  });

  it.each([
    ['an unknown class', [0x00, 0x41, 0, 0], '6e00'],
    ['an unknown instruction', [0x80, 0x42, 0, 0], '6d00'],
    ['a challenge of another kind', [0x80, 0x4b, 0, 0, 1, 0], '6d00'],
    ['SELECT', [0x00, 0xa4, 4, 0, 1, 1], '6e00'],
    ['a secured command without a MAC', [0x84, 0xd4, 0, 0, 1, 0], '6700'],
    ['a length that does not add up', [0x80, 0x41, 0, 0, 9, 1], '6700'],
  ])('refuses %s', (_what, bytes, sw) => {
    expect(new Token2Host().send(...bytes)).toBe(sw);
  });

  it.each([
    ['a display of 4', { display: 4 }],
    ['an unknown hash', { hash: 3 }],
    ['a step of 45 s', { step: 45 }],
  ])('refuses a configuration with %s', (_what, config) => {
    const host = burnt();
    const before = host.device.save();
    expect(host.writeConfig(config)).toBe('6a80');
    expect(host.device.save()).toEqual(before);
  });

  it.each([
    ['no seed', new Uint8Array(0)],
    ['half a block', new Uint8Array(8)],
    ['five blocks', new Uint8Array(80)],
    ['a padding of nothing', encryptSm4(restrictedCard.deviceKey, concat(Uint8Array.of(0x80), new Uint8Array(15)))],
    ['64 bytes of seed', encryptSm4(restrictedCard.deviceKey, new Uint8Array(64).fill(1))],
  ])('refuses a seed that is %s', (_what, body) => {
    const host = burnt();
    expect(host.secured(0xc5, 1, body)).toBe('6a80');
    expect(shows(host)).toBe(totp(seed, now));
  });

  it('answers only while its display is lit: it waits for the button, and is mute where nobody presses it', () => {
    const mute = new Token2Host({ presence: neverPresent });
    expect(mute.info()).toBe('');
    expect(mute.device.card.busyMs).toBeGreaterThanOrEqual(30_000);
    mute.device.press();
    expect(mute.info()).toMatch(/9000$/);
    mute.clock.advance(31_000);
    expect(mute.info()).toBe('');

    const waited = new Token2Host({ presence: { poll: (_, waitedMs) => (waitedMs >= 2000 ? 'granted' : 'waiting') } });
    expect(waited.info()).toMatch(/9000$/);
    expect(waited.device.card.busyMs).toBe(2000);
    expect(waited.info()).toMatch(/9000$/);
    expect(waited.device.card.busyMs).toBe(0);
  });

  it('is mute when its battery is empty', () => {
    const host = burnt();
    host.device.inside().setBattery(0);
    expect(host.info()).toBe('');
  });

  it('ends any bytes in a status word while it is lit', () => {
    const host = new Token2Host({ policy: { ...soundToken2Policy, authentic: () => true } });
    const near = fc
      .tuple(
        fc.constantFrom(0x80, 0x84),
        fc.constantFrom(0x41, 0x4b, 0xce, 0xc5, 0xd4),
        fc.constantFrom(0, 1, 8),
        fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.constant(concat(configBody(), new Uint8Array(4)))),
      )
      .map(([cla, ins, p1, data]) => [cla, ins, p1, 0, data.length, ...data]);
    const any = fc.uint8Array({ maxLength: 300 }).map((bytes) => [...bytes]);
    fc.assert(
      fc.property(fc.oneof(near, any), fc.boolean(), (bytes, proves) => {
        if (proves) host.authenticate();
        expect(host.send(...bytes)).toMatch(/(9000|67..|69..|6a..|6d00|6e00)$/);
      }),
      { seed: 522, numRuns: 2000 },
    );
  });
});

describe('what a programmable card keeps', () => {
  it('goes on by its own clock after power loss, with its seed, its skew and its display', () => {
    const store = memoryStore();
    const host = burnt({ store, token: { seed: 7, quartz: { ppm: 20 }, skewSeconds: 95 } });
    host.writeConfig({ display: 3 });
    host.authenticate();
    host.writeSeed(seed);
    host.clock.advance(86_400_000);
    const again = new Token2Host({ store }, host.clock);
    expect(again.device.serial).toBe(host.device.serial);
    expect(again.device.press()).toEqual(host.device.press());
    expect(again.device.inside().inspect()).toEqual(host.device.inside().inspect());
    expect(again.device.save()).toMatchObject({ hasSeed: true, config: { displaySeconds: 120 } });
  });

  it('when power is lost after a press, then it is still lit, and dark when its time is over', () => {
    const store = memoryStore();
    const host = burnt({ store });
    host.clock.advance(60_000);
    host.device.press();
    host.clock.advance(29_000);
    const again = new Token2Host({ store, presence: neverPresent }, host.clock);
    expect(again.info()).toMatch(/9000$/);
    host.clock.advance(2_000);
    expect(again.info()).toBe('');
  });

  it('when power is lost at any write, then it is the card before the command or the one after', () => {
    class PowerLoss extends Error {}
    const kept = (store: Store): unknown => decodeToken2(store.load()!);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.boolean(), (at, isWritten) => {
        const [store, model] = [memoryStore(), memoryStore()];
        let writes = -1;
        const cut: Store = {
          load: store.load,
          save: (document) => {
            writes += 1;
            if (writes !== at || isWritten) store.save(document);
            if (writes === at) throw new PowerLoss();
          },
        };
        const [host, sound] = [new Token2Host({ store: cut }), new Token2Host({ store: model })];
        const life: ((of: Token2Host) => unknown)[] = [
          (of) => of.authenticate(),
          (of) => of.writeConfig({ unixSeconds: 1_800_000_000 }),
          (of) => of.writeSeed(seed),
          (of) => of.device.press(),
          (of) => of.writeSeed(utf8('another')),
          (of) => of.writeConfig({ hash: 2 }),
        ];
        for (const step of life) {
          const before = kept(model);
          step(sound);
          try {
            step(host);
            expect(kept(store)).toEqual(kept(model));
          } catch (error) {
            if (!(error instanceof PowerLoss)) throw error;
            expect(kept(store)).toEqual(isWritten ? kept(model) : before);
            return;
          }
        }
      }),
      { seed: 523, numRuns: 30 },
    );
  });

  it('when the store cannot be written, then a write fails with 6581 and changes nothing', () => {
    const inner = memoryStore();
    let isFull = false;
    const host = burnt({
      store: {
        load: inner.load,
        save: (document) => {
          if (isFull) throw new StoreError('disk: expected room, received none');
          inner.save(document);
        },
      },
    });
    isFull = true;
    expect(host.writeSeed(utf8('other'))).toBe('6581');
    isFull = false;
    expect(shows(host)).toBe(totp(seed, now));
  });

  it('is read back or named wrong', () => {
    const store = memoryStore();
    burnt({ store });
    const text = new TextDecoder().decode(store.load()!);
    expect(() => decodeToken2(utf8(text.replace('"periodSeconds":30', '"periodSeconds":31')))).toThrow(
      /^document\.config\.periodSeconds: /,
    );
    expect(() => decodeToken2(utf8('[]'))).toThrow(StoreError);
    expect(() => decodeToken2(utf8('{'))).toThrow(/expected JSON/);
    expect(() => createToken2Card({ env: new Token2Host().env, serial: 'x' })).toThrow(RangeError);
  });
});
