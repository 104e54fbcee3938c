import { join } from 'node:path';
import { build } from 'esbuild';
import type { FleetOrder } from '../../cli/fleet/fleet-order.ts';
import { runFleet } from '../../cli/fleet/run-fleet.ts';
import type { OtpProfileName } from '../../src/verifier/otp/profiles.ts';
import type { Answer, Benchmark } from '../answer.ts';
import { median, paces } from '../race.ts';

const TOKENS = 100_000;
const YEARS = 5;

/** How long does a fleet's life take? */
export const oathFleet: Benchmark = {
  name: 'oath-fleet',
  run: async ({ root, scratch, pace }) => {
    const isQuick = pace === paces.quick;
    const shard = join(scratch, 'fleet-shard.mjs');
    await build({
      absWorkingDir: root,
      entryPoints: ['cli/fleet/fleet-shard.ts'],
      outfile: shard,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    });
    const shardUrl = new URL(`file://${shard}`);
    const answers: Answer[] = [];
    for (const verifier of ['entra', 'touchstone'] as const) {
      const [fewer, more] = isQuick ? [4000, 16_000] : [TOKENS / 4, TOKENS];
      await lived(verifier, fewer, shardUrl);
      const small = await lived(verifier, fewer, shardUrl);
      const large = await lived(verifier, more, shardUrl);
      const rates = [small, large].map(({ logins, cpuSeconds }) => logins / cpuSeconds);
      const seconds = (large.wallSeconds * TOKENS) / more;
      const scaled = more === TOKENS ? '' : `, reckoned from ${more}`;
      answers.push(
        {
          question: `logins of tokens in a second of CPU time, verifier ${verifier}`,
          value: median(rates),
          unit: 'logins/s',
          scale: `${large.logins} logins in ${large.cpuSeconds.toFixed(1)} s of CPU`,
        },
        {
          question: `${TOKENS} tokens, ${YEARS} years of weekly logins over all cores, verifier ${verifier}`,
          aim: { atMost: 60 },
          value: seconds,
          unit: 's',
          scale: `${((large.logins * TOKENS) / more / 1e6).toFixed(1)} million logins${scaled}`,
        },
        {
          question: `CPU time a token of a fleet four times as large, verifier ${verifier}`,
          aim: { atMost: 1.1 },
          value: large.cpuSeconds / more / (small.cpuSeconds / fewer),
          scale: `${fewer} and ${more} tokens`,
        },
      );
    }
    return answers;
  },
};

interface Lived {
  readonly logins: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

async function lived(verifier: OtpProfileName, tokens: number, shardUrl: URL): Promise<Lived> {
  const order: FleetOrder = {
    tokens,
    years: YEARS,
    verifiers: [verifier],
    habit: 'weekly',
    ppmSpread: 10,
    skewSpreadSeconds: 20,
    temperatureSwingC: 6,
    periodSeconds: 30,
    seed: 1,
  };
  const startedCpu = process.cpuUsage();
  const startedNs = process.hrtime.bigint();
  const counts = await runFleet(order, { shardUrl });
  const wallSeconds = Number(process.hrtime.bigint() - startedNs) / 1e9;
  const { user, system } = process.cpuUsage(startedCpu);
  const logins = [...counts.first, ...counts.second, ...counts.refused]
    .flatMap((row) => [...row])
    .reduce((sum, count) => sum + count, 0);
  return { logins, cpuSeconds: (user + system) / 1e6, wallSeconds };
}
