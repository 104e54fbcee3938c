import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Jitter } from '../../simulators/oath/jitter.ts';
import { gainedSeconds, quartz } from '../../simulators/oath/quartz.ts';
import { addCounts, BUCKETS, emptyCounts, type FleetCounts, type FleetOrder, habits } from './fleet-order.ts';
import { type StepVerifier, stepVerifier } from './step-verifier.ts';

/** The tokens of a fleet from one number up to another. */
export interface Shard {
  readonly order: FleetOrder;
  readonly from: number;
  readonly to: number;
}

const YEAR_SECONDS = 31_557_600;
/** When every fleet begins: 2026-01-01. */
const BEGIN_SECONDS = 1_767_225_600;
const MEAN_C = 21;
const noJitter: Jitter = { ppmAt: () => 0, integral: () => 0 };

/** This module, for workers to load. */
export const shardUrl: URL = new URL(import.meta.url);

/** Lives the lives of a shard's tokens, whatever the other shards are: each token's chance is its own. */
export function runShard({ order, from, to }: Shard, progress?: (tokens: number) => void): FleetCounts {
  const counts = emptyCounts(order.verifiers.length);
  const verifiers = order.verifiers.map((name) => stepVerifier(name, order.periodSeconds));
  for (let index = from; index < to; index += 1) {
    liveOneToken(order, index, verifiers, counts);
    if ((index - from) % 1000 === 999) progress?.(1000);
  }
  return counts;
}

function liveOneToken(order: FleetOrder, index: number, verifiers: readonly StepVerifier[], counts: FleetCounts): void {
  const { periodSeconds, years } = order;
  const draw = generator(order.seed, index);
  const crystal = quartz({
    ppm: normal(draw) * order.ppmSpread,
    ageingPpmFirstYear: draw() * 2,
    madeAtSeconds: BEGIN_SECONDS,
  });
  const skewSeconds = normal(draw) * order.skewSpreadSeconds;
  const temperature = { meanC: MEAN_C + 3 * normal(draw), yearlyC: order.temperatureSwingC };
  const gapSeconds = habits[order.habit];
  const endSeconds = years * YEAR_SECONDS;
  for (const verifier of verifiers) verifier.fresh();
  let isFirst = true;
  for (let at = draw() * gapSeconds; at < endSeconds; at += gapSeconds * (0.8 + 0.4 * draw())) {
    const pressedSeconds = BEGIN_SECONDS + at;
    const tokenSeconds =
      pressedSeconds + skewSeconds + gainedSeconds(crystal, noJitter, temperature, BEGIN_SECONDS, pressedSeconds);
    const step = Math.floor(tokenSeconds / periodSeconds);
    const nowSeconds = pressedSeconds + 3 + 17 * draw();
    const bucket = Math.min(BUCKETS - 1, Math.floor((at / endSeconds) * BUCKETS));
    for (const [which, verifier] of verifiers.entries()) {
      const phase = isFirst ? 'activation' : 'authentication';
      if (verifier.login(step, nowSeconds, phase)) counts.first[which]![bucket]! += 1;
      else if (verifier.login(step + 1, nowSeconds + periodSeconds, phase)) counts.second[which]![bucket]! += 1;
      else counts.refused[which]![bucket]! += 1;
    }
    isFirst = false;
  }
}

/** Numbers from 0 to 1 of a token's own: mulberry32 over a mixed seed. */
function generator(seed: number, index: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A standard normal number (Box and Muller). */
function normal(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

// As a worker: the shard comes as data, and what became of it goes back as one message.
if (!isMainThread && parentPort !== null && (workerData as Partial<Shard> | null)?.order !== undefined) {
  const port = parentPort;
  const counts = emptyCounts((workerData as Shard).order.verifiers.length);
  addCounts(
    counts,
    runShard(workerData as Shard, (tokens) => port.postMessage({ tokens })),
  );
  port.postMessage({ counts });
}
