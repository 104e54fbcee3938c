import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openStoreDirectory } from '../../../../simulators/fido2/store-directory.ts';
import { createOathCard } from '../../../../simulators/oath-card/oath-card.ts';
import { decodeCard, encodeCard } from '../../../../simulators/oath-card/state-document.ts';
import { tlv } from '../../../../simulators/oath-card/tlv.ts';
import { memoryStore, type Store, StoreError } from '../../../../simulators/ports/store.ts';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { toHex } from '../../../../src/bytes/hex.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { challengeOf, YkoathHost } from './ykoath-host.ts';

const root = mkdtempSync(join(tmpdir(), 'touchstone-oath-card-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

class PowerLoss extends Error {}

/** A store whose power goes at the `at`-th write: before it is on disk, or after, before anybody heard of it. */
function cutStore(inner: Store, at: number, when: 'before' | 'after'): Store {
  let writes = 0;
  return {
    load: () => inner.load(),
    save: (document) => {
      writes += 1;
      if (writes === at && when === 'before') throw new PowerLoss();
      inner.save(document);
      if (writes === at) throw new PowerLoss();
    },
  };
}

type Step = readonly [kind: 'put' | 'delete' | 'code' | 'rename' | 'reset', name: number, counter: number];

const steps = fc.array(
  fc.tuple(
    fc.constantFrom('put', 'put', 'put', 'delete', 'code', 'code', 'code', 'rename', 'reset'),
    fc.nat({ max: 3 }),
    fc.nat({ max: 50 }),
  ) as fc.Arbitrary<Step>,
  { minLength: 1, maxLength: 25 },
);

function step(host: YkoathHost, [kind, name, counter]: Step): string {
  const at = tlv(0x71, utf8(`n${name}`));
  if (kind === 'put') return host.put(`n${name}`, { algorithm: 0x11, counter });
  if (kind === 'delete') return host.one({ ins: 0x02, data: at }).sw;
  if (kind === 'rename')
    return host.one({ ins: 0x05, data: Uint8Array.of(...at, ...tlv(0x71, utf8(`n${counter % 4}`))) }).sw;
  if (kind === 'reset') return host.one({ ins: 0x04, p1: 0xde, p2: 0xad }).sw;
  return toHex(host.calculate(`n${name}`).data);
}

const fresh = (store: Store): YkoathHost => {
  const host = new YkoathHost(createOathCard({ env: { random: seededRandom(9) }, store }));
  host.select();
  return host;
};
const kept = (store: Store): string => new TextDecoder().decode(store.load());

describe('power lost at any write', () => {
  it('leaves the card as it was before the command, or as it was after', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 2, max: 25 }), fc.constantFrom('before', 'after'), (life, at, when) => {
        const store = memoryStore();
        const host = fresh(cutStore(store, at, when));
        const model = memoryStore();
        const unharmed = fresh(model);
        for (const one of life) {
          const before = kept(model);
          step(unharmed, one);
          try {
            step(host, one);
          } catch (error) {
            if (!(error instanceof PowerLoss)) throw error;
            expect(kept(store)).toBe(when === 'before' ? before : kept(model));
            expect(fresh(store).names()).toEqual(fresh(memoryStore(store.load())).names());
            return;
          }
          expect(kept(store)).toBe(kept(model));
        }
      }),
      { seed: 511, numRuns: 300 },
    );
  });

  it('loses the code of a count, and never gives one twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('no', 'before', 'after'), { maxLength: 12 }), (cuts) => {
        const store = memoryStore();
        fresh(store).put('c', { algorithm: 0x11 });
        const seen = new Set<string>();
        for (const cut of cuts) {
          const host = fresh(cut === 'no' ? store : cutStore(store, 1, cut));
          try {
            const code = toHex(host.calculate('c', challengeOf(0), 0).data);
            expect(seen).not.toContain(code);
            seen.add(code);
          } catch (error) {
            if (!(error instanceof PowerLoss)) throw error;
          }
        }
        const lost = cuts.filter((cut) => cut === 'after').length;
        expect(decodeCard(store.load()!).credentials[0]?.counter).toBe(seen.size + lost);
      }),
      { seed: 512, numRuns: 100 },
    );
  });

  it('when it is lost between commands, then all that was acknowledged is there', () => {
    const directory = join(root, 'store');
    const names = ['a', 'b', 'c'];
    for (const [index, name] of names.entries()) {
      const store = openStoreDirectory(directory);
      const host = fresh(store);
      expect(host.names()).toEqual(names.slice(0, index));
      expect(host.put(name)).toBe('9000');
      store.close();
    }
  });
});

describe('a store that cannot be written', () => {
  it('makes the command fail with 6581 and change nothing', () => {
    const inner = memoryStore();
    let isFull = false;
    const store: Store = {
      load: inner.load,
      save: (document) => {
        if (isFull) throw new StoreError('disk: expected room, received none');
        inner.save(document);
      },
    };
    const host = fresh(store);
    host.put('c', { algorithm: 0x11 });
    const before = kept(inner);
    isFull = true;
    expect([host.put('d'), host.calculate('c').sw, host.one({ ins: 0x04, p1: 0xde, p2: 0xad }).sw]).toEqual([
      '6581',
      '6581',
      '6581',
    ]);
    expect(kept(inner)).toBe(before);
    expect(host.names()).toEqual(['c']);
  });
});

describe('the document of a card', () => {
  it('comes back as it was, and what is wrong in it is named', () => {
    const store = memoryStore();
    const host = fresh(store);
    host.put('c', { algorithm: 0x11, counter: 9, property: 0x03 });
    host.setCode(new Uint8Array(16).fill(3));
    const document = store.load()!;
    expect(encodeCard(decodeCard(document))).toEqual(document);
    const text = new TextDecoder().decode(document);
    const spoilt =
      (from: string, to: string): (() => unknown) =>
      () =>
        decodeCard(utf8(text.replace(from, to)));
    expect(spoilt('"digits":6', '"digits":5')).toThrow(/^document\.credentials\.0\.digits: /);
    expect(spoilt('touchstone-oath-card/1', 'x')).toThrow(StoreError);
    expect(() => decodeCard(utf8('{'))).toThrow(/expected JSON/);
    expect(() => decodeCard(Uint8Array.of(0xff))).toThrow(/UTF-8/);
  });
});
