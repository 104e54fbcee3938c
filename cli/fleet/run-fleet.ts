import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { addCounts, emptyCounts, type FleetCounts, type FleetOrder } from './fleet-order.ts';
import { runShard } from './fleet-shard.ts';

/** How a fleet is run. */
export interface FleetRun {
  /** Worker threads; 1 runs here. Every core unless given. */
  readonly workers?: number;
  /** The module of `fleet-shard.ts` that workers load. */
  readonly shardUrl: URL;
  readonly progress?: (tokens: number) => void;
  readonly signal?: AbortSignal;
}

/** Below this a worker costs more than it brings. */
const FEWEST_TOKENS = 2000;

/** Runs a fleet; the counts are the same for any number of workers. Rejects with the signal's reason when aborted. */
export async function runFleet(order: FleetOrder, run: FleetRun): Promise<FleetCounts> {
  const most = Math.max(1, Math.floor(order.tokens / FEWEST_TOKENS));
  const workers = Math.min(run.workers ?? cpus().length, most);
  if (workers <= 1) return runShard({ order, from: 0, to: order.tokens }, run.progress);
  const counts = emptyCounts(order.verifiers.length);
  const bounds = Array.from({ length: workers + 1 }, (_one, at) => Math.round((order.tokens * at) / workers));
  const shards = bounds.slice(1).map((to, at) => ({ order, from: bounds[at]!, to }));
  for (const part of await Promise.all(shards.map((shard) => inWorker(shard, run)))) addCounts(counts, part);
  return counts;
}

function inWorker(
  shard: { order: FleetOrder; from: number; to: number },
  { shardUrl, progress, signal }: FleetRun,
): Promise<FleetCounts> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(shardUrl, { workerData: shard });
    const stop = (): void => {
      void worker.terminate();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: { tokens?: number; counts?: FleetCounts }) => {
      if (message.tokens !== undefined) progress?.(message.tokens);
      if (message.counts === undefined) return;
      signal?.removeEventListener('abort', stop);
      resolve(message.counts);
    });
    worker.on('error', reject);
  });
}
