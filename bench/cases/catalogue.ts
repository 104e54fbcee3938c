import { scriptedPresence } from '../../cli/targets/scripted-presence.ts';
import { inProcessSession } from '../../cli/targets/sim-fido2.ts';
import { simulatedKey } from '../../cli/targets/simulated-key.ts';
import { judge } from '../../conformance/engine/run.ts';
import { profileFor } from '../../conformance/profiles.ts';
import { foldRun } from '../../conformance/report/fold.ts';
import { rules } from '../../conformance/rules/catalogue.ts';
import { VirtualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { monotonicMs } from '../../src/env/system.ts';
import type { Benchmark } from '../answer.ts';
import { median, paces } from '../race.ts';

const SEED = 1;

/** How fast is a key judged? */
export const catalogue: Benchmark = {
  name: 'catalogue',
  run: async ({ pace }) => {
    const runs: Run[] = [];
    const times = pace === paces.quick ? 1 : 3;
    for (let count = 0; count < times; count += 1) runs.push(await judgeAll());
    const cpuSeconds = median(runs.map((run) => run.cpuSeconds));
    const wallSeconds = median(runs.map((run) => run.wallSeconds));
    const { checks, judged } = runs[0]!;
    return [
      {
        question: 'checks of the whole catalogue in a second of CPU time, key unseeded, in process',
        value: checks / cpuSeconds,
        unit: 'checks/s',
        scale: `${judged} rules, ${checks} checks, ${cpuSeconds.toFixed(1)} s of CPU, ${wallSeconds.toFixed(1)} s of wall`,
      },
    ];
  },
};

interface Run {
  readonly checks: number;
  readonly judged: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

async function judgeAll(): Promise<Run> {
  const clock = new VirtualClock();
  const env = { clock, random: seededRandom(`harness/${SEED}`) };
  const presence = scriptedPresence();
  const session = await inProcessSession({
    uri: 'sim:fido2',
    key: simulatedKey({ clock, presence }),
    presence,
    clock,
    env,
  });
  const fold = foldRun({ name: 'touchstone', version: 'bench' });
  const startedCpu = process.cpuUsage();
  const startedMs = monotonicMs();
  await judge({
    session,
    rules,
    profile: profileFor({ versions: ['FIDO_2_1'] }),
    seed: SEED,
    listener: fold.listener,
    nowMs: monotonicMs,
  });
  const wallSeconds = (monotonicMs() - startedMs) / 1000;
  const { user, system } = process.cpuUsage(startedCpu);
  await session.close();
  const { checks, upheld, violated, observed } = fold.report().summary;
  return { checks, judged: upheld + violated + observed, cpuSeconds: (user + system) / 1_000_000, wallSeconds };
}
