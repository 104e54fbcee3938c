import { describe, expect, it } from 'vitest';
import { type Monitor, monitors } from '../../../../conformance/engine/monitors.ts';
import type { Observation } from '../../../../conformance/vocabulary/verdict.ts';
import { concat } from '../../../../src/bytes/bytes.ts';
import { encodeAuthenticatorData } from '../../../../src/codec/authenticator-data.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../../src/codec/cbor/value.ts';

function watching(): { monitor: Monitor; seen: Observation[] } {
  const seen: Observation[] = [];
  return { monitor: monitors((observation) => seen.push(observation), 'usb'), seen };
}

const ok = (body: Uint8Array): Uint8Array => concat(Uint8Array.of(0), body);

function assertion(signCount: number): Uint8Array {
  const authData = encodeAuthenticatorData({ rpIdHash: new Uint8Array(32), flags: 1, signCount });
  const credential: CborMap = new Map([['id', Uint8Array.of(1, 2)]]);
  return ok(
    encodeCbor(
      new Map<number, CborMap | Uint8Array>([
        [1, credential],
        [2, authData],
      ]),
    ),
  );
}

describe('monitors', () => {
  it('remark once that a counter went back, and not that it stays at zero', () => {
    const { monitor, seen } = watching();
    for (const count of [0, 0, 5, 6, 6, 4]) {
      monitor.sent(Uint8Array.of(2), 0);
      monitor.answered(Uint8Array.of(2), assertion(count), 1);
    }
    expect(seen).toEqual([{ says: 'signature counter of one credential went from 6 to 6' }]);
  });

  it('forget counters with a reset', () => {
    const { monitor, seen } = watching();
    monitor.answered(Uint8Array.of(2), assertion(9), 1);
    monitor.forgotten();
    monitor.answered(Uint8Array.of(2), assertion(1), 1);
    expect(seen).toEqual([]);
  });

  it('remark a departure from canonical CBOR, with the rule that saw it', () => {
    const { monitor, seen } = watching();
    monitor.ruleIs('a.rule');
    monitor.answered(Uint8Array.of(4), ok(Uint8Array.of(0xa1, 0x18, 0x01, 0x00)), 1);
    expect(seen).toEqual([{ rule: 'a.rule', says: expect.stringContaining('non-minimal-integer') }]);
  });

  it('remark a pause between keepalives, but not before the first', () => {
    const { monitor, seen } = watching();
    monitor.sent(Uint8Array.of(1), 0);
    monitor.keepalive(1, 400);
    monitor.keepalive(1, 500);
    expect(seen).toEqual([]);
    monitor.keepalive(2, 800);
    expect(seen).toEqual([{ says: expect.stringContaining('silent for 300 ms') }]);
  });

  it('do not mind answers that cannot be read', () => {
    const { monitor, seen } = watching();
    for (const body of [[], [0xff], [0xa1, 0x02, 0x41, 0x00], [0x18]])
      monitor.answered(Uint8Array.of(1), Uint8Array.of(0, ...body), 1);
    expect(seen.every(({ says }) => says.includes('canonical'))).toBe(true);
  });
});
