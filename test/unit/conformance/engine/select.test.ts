import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ordered } from '../../../../conformance/engine/order.ts';
import { planRun } from '../../../../conformance/engine/plan.ts';
import { unsuited } from '../../../../conformance/engine/select.ts';
import type { KeyFacts, Powers } from '../../../../conformance/vocabulary/device.ts';
import { type Needs, type Rule, rule } from '../../../../conformance/vocabulary/rule.ts';
import { decodeGetInfo } from '../../../../src/ctap2/get-info.ts';
import { allPowers, everyRule } from './fake-session.ts';

const infoBytes = Uint8Array.of(0xa2, 0x01, 0x80, 0x03, 0x50, ...new Array<number>(16).fill(0));

function facts(powers: Partial<Powers> = {}): KeyFacts {
  return { info: decodeGetInfo(infoBytes), infoBytes, powers: { ...allPowers, ...powers } };
}

function needing(needs: Needs, id = 'a.rule', runs = 20): Rule {
  const property = (): ReturnType<typeof fc.asyncProperty<[number]>> =>
    fc.asyncProperty(fc.nat(), async (_value: number) => undefined);
  return rule<[number]>({ id, level: 'MUST', says: '', spec: [], needs, runs, property });
}

describe('unsuited', () => {
  it.each<[string, Needs, Partial<Powers>]>([
    ['needs the raw ISO 7816 wire', { wire: 'card' }, { wires: ['hid'] }],
    ['needs 31 s of waiting: only in virtual time', { waitMs: 30_500 }, { longestWaitMs: 5_000, virtualTime: false }],
    ['needs touches that can be withheld', { presence: 'withheld' }, { presence: 'automatic' }],
    [
      'needs touches that can be granted, declined and withheld',
      { presence: 'controlled' },
      { presence: 'withheld-or-granted' },
    ],
    ['needs to reset the key: --allow reset', { resets: true }, { reset: false }],
    ['needs a power cycle: --replug-command', { powerCycle: true }, { powerCycle: false }],
    ['leaves the key in need of a reset: --allow reset', { spoils: true }, { reset: false }],
    ['tries wrong PINs: --allow pin', { pinTries: 1 }, { pin: false }],
    ['needs a PIN: --allow pin, or --pin-file', { pin: 'set' }, { pin: false }],
    ['makes credentials: --allow write', { touches: 1 }, { write: false }],
    ['needs a second CTAPHID channel', { channels: true }, { channels: false }],
  ])('says: %s', (because, needs, powers) => {
    expect(unsuited(needing(needs), facts(powers), everyRule, { knownPin: false })).toBe(because);
    expect(unsuited(needing(needs), facts(), everyRule, { knownPin: false })).toBeUndefined();
  });

  it('says which profile leaves a rule out, and why a rule does not apply', () => {
    const one = needing({}, 'b.rule');
    expect(unsuited(one, facts(), { ...everyRule, includes: ['a.*'] }, { knownPin: false })).toBe(
      'not part of profile all',
    );
    expect(unsuited({ ...one, applies: () => 'no rk' }, facts(), everyRule, { knownPin: false })).toBe('no rk');
  });
});

describe('ordered', () => {
  it('keeps every rule, goes to a set PIN at most once before what resets, and ends with what spoils', () => {
    const needs = fc.record({
      pin: fc.constantFrom('set', 'unset', 'any'),
      spoils: fc.boolean(),
      resets: fc.boolean(),
      emptyStore: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(needs), (all) => {
        const rules = all.map((need, index) => needing(need as Needs, `a.${index}`));
        const order = ordered(rules);
        expect(new Set(order)).toEqual(new Set(rules));
        const mild = order.filter(({ needs: { spoils, resets } }) => spoils !== true && resets !== true);
        expect(order.slice(0, mild.length)).toEqual(mild);
        const pins = mild.map(({ needs: { pin } }) => pin === 'set');
        expect(pins.indexOf(true) < 0 || pins.slice(pins.indexOf(true)).every(Boolean)).toBe(true);
        const spoiling = order.map((each) => each.needs.spoils === true);
        expect(spoiling.indexOf(true) < 0 || spoiling.slice(spoiling.indexOf(true)).every(Boolean)).toBe(true);
      }),
      { seed: 2, numRuns: 100 },
    );
  });
});

describe('planRun', () => {
  it('adds up touches and resets, and asks a person to touch a real key only twice a rule', () => {
    const rules = [needing({ touches: 2 }), needing({ resets: true, touches: 1 }, 'b.resets', 3)];
    expect(planRun(rules, facts(), everyRule, {})).toMatchObject({ touches: 47, resets: 4, minutes: 0 });
    const real = planRun(rules, facts({ virtualTime: false }), everyRule, { real: true });
    expect(real).toMatchObject({ touches: 8, resets: 2 });
    expect(real.minutes).toBeGreaterThan(0);
  });

  it('gives every rule with chance the number of runs asked for', () => {
    const rules = [needing({}), needing({}, 'b.fixed', 1)];
    const { judged } = planRun(rules, facts(), everyRule, {}, 500);
    expect(judged.map(({ runs }) => runs)).toEqual([500, 1]);
  });
});
