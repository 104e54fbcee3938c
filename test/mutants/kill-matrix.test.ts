import { describe, expect, it } from 'vitest';
import { openSimFido2 } from '../../cli/targets/sim-fido2.ts';
import { killMatrix } from '../../conformance/engine/kill-matrix.ts';
import { judge } from '../../conformance/engine/run.ts';
import type { Session } from '../../conformance/engine/session.ts';
import { profiles as judgeProfiles } from '../../conformance/profiles.ts';
import { foldEvents } from '../../conformance/report/fold.ts';
import { rules } from '../../conformance/rules/catalogue.ts';
import type { RunEvent } from '../../conformance/vocabulary/event.ts';
import { profiles } from '../../simulators/fido2/profiles.ts';
import { mutants } from '../../simulators/mutants/catalogue.ts';

const SEED = 1;
/** Enough to see a rule that accuses a sound key at once; the whole number of runs is for the acceptance tests. */
const FEW_RUNS = 4;

function open(how: { profile?: string; fault?: string }): Promise<Session> {
  const faults = how.fault === undefined ? [] : [how.fault];
  const uri = how.fault === undefined ? 'sim:fido2' : `sim:fido2?fault=${how.fault}`;
  return openSimFido2(
    { kind: 'sim-fido2', uri, profile: how.profile, faults, seed: undefined },
    { seed: SEED, allow: { reset: true, pin: true, write: true } },
  );
}

describe('the sound key', () => {
  it.each([...profiles.keys()])('upholds every rule as %s', async (profile) => {
    const session = await open({ profile });
    const events: RunEvent[] = [];
    const listener = (event: RunEvent): void => void events.push(event);
    await judge({ session, rules, profile: judgeProfiles[0]!, seed: SEED, runs: FEW_RUNS, listener });
    await session.close();
    const report = foldEvents(events, { name: 'touchstone', version: 'test' });
    const accused = report.rules.filter(
      ({ verdict, level }) => verdict === 'broken' || (verdict === 'violated' && level === 'MUST'),
    );
    expect(accused.map(({ id, counterexample, because }) => [id, counterexample?.actual ?? because])).toEqual([]);
  });
});

describe('the kill matrix', () => {
  it('kills each fault by each rule that it names, and accuses the sound key of nothing', async () => {
    const matrix = await killMatrix({
      open: (fault) => open(fault === undefined ? {} : { fault }),
      faults: mutants,
      rules,
      profile: judgeProfiles[0]!,
      seed: SEED,
    });
    expect({ survivors: matrix.survivors, falseAccusations: matrix.falseAccusations }).toEqual({
      survivors: [],
      falseAccusations: [],
    });
    expect(matrix.killed).toBe(mutants.length);
  });

  it('has a fault for every rule', () => {
    const named = new Set(mutants.flatMap(({ caughtBy }) => caughtBy));
    expect(
      rules
        .map(({ id }) => id)
        .filter((id) => !named.has(id))
        .sort(),
    ).toEqual([]);
  });

  it('names no fault twice', () => {
    const ids = mutants.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});
