/** What a batch cost, in nanoseconds; CPU is user and system time of all threads. */
export interface Spent {
  readonly wallNs: number;
  readonly cpuNs: number;
}

/** Someone who can do one thing many times. */
export interface Contestant {
  readonly name: string;
  measure(times: number): Promise<Spent>;
}

/** How long measuring may take. */
export interface Pace {
  readonly batchMs: number;
  readonly rounds: number;
  /** Compilers and caches get this long to settle. */
  readonly warmUpMs: number;
}

/** Pace of a full run and of `--quick`. */
export const paces = {
  full: { batchMs: 60, rounds: 13, warmUpMs: 600 },
  quick: { batchMs: 20, rounds: 5, warmUpMs: 200 },
} as const satisfies Record<string, Pace>;

/** Rules of one race. */
export interface RaceRules {
  readonly pace: Pace;
  /** CPU time for synchronous work, wall time for what waits for others. */
  readonly clock: 'cpu' | 'wall';
  /** Operations a batch, for all; without it each contestant's batches are calibrated to `pace.batchMs`. */
  readonly times?: number;
}

/** What a race came to. */
export interface Finish {
  /** Median microseconds of one operation. */
  microseconds(name: string): number;
  /** How many times as long `of` takes as `against`: the median of the ratios of each round. */
  ratio(of: string, against: string): number;
}

/** A synchronous operation of this process. */
export function inProcess(name: string, operate: () => void): Contestant {
  return {
    name,
    measure: async (times) => {
      const startedCpu = process.cpuUsage();
      const startedNs = process.hrtime.bigint();
      for (let count = 0; count < times; count += 1) operate();
      return since(startedNs, startedCpu);
    },
  };
}

/** An operation of this process that is awaited. */
export function inProcessAsync(name: string, operate: () => Promise<void>): Contestant {
  return {
    name,
    measure: async (times) => {
      const startedCpu = process.cpuUsage();
      const startedNs = process.hrtime.bigint();
      for (let count = 0; count < times; count += 1) await operate();
      return since(startedNs, startedCpu);
    },
  };
}

function since(startedNs: bigint, startedCpu: NodeJS.CpuUsage): Spent {
  const { user, system } = process.cpuUsage(startedCpu);
  return { wallNs: Number(process.hrtime.bigint() - startedNs), cpuNs: (user + system) * 1000 };
}

/**
 * Everybody warms up; then in every round each runs one batch, in an order that is rotated from round to round, so that a
 * noisy neighbour hits all alike. Ratios are taken inside a round.
 */
export async function race(contestants: readonly Contestant[], { pace, clock, times }: RaceRules): Promise<Finish> {
  const batches = new Map<string, number>();
  for (const contestant of contestants) {
    batches.set(contestant.name, times ?? (await calibrated(contestant, pace)));
  }
  const rounds: Map<string, number>[] = [];
  for (let round = 0; round < pace.rounds; round += 1) {
    const costs = new Map<string, number>();
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const contestant = contestants[(round + turn) % contestants.length]!;
      const batch = batches.get(contestant.name)!;
      const spent = await contestant.measure(batch);
      costs.set(contestant.name, (clock === 'cpu' ? spent.cpuNs : spent.wallNs) / batch);
    }
    rounds.push(costs);
  }
  const cost = (round: Map<string, number>, name: string): number => {
    const found = round.get(name);
    if (found === undefined) throw new RangeError(`race: expected a contestant, received ${JSON.stringify(name)}`);
    return found;
  };
  return {
    microseconds: (name) => median(rounds.map((round) => cost(round, name))) / 1000,
    ratio: (of, against) => median(rounds.map((round) => cost(round, of) / cost(round, against))),
  };
}

/** Operations that fill a batch, found while warming up. */
async function calibrated({ measure }: Contestant, { batchMs, warmUpMs }: Pace): Promise<number> {
  let times = 1;
  for (let warmNs = 0; warmNs < warmUpMs * 1_000_000; ) {
    const { wallNs } = await measure(times);
    warmNs += wallNs;
    const fitting = Math.round((times * batchMs * 1_000_000) / wallNs);
    times = Math.max(1, Math.min(fitting, times * 4));
  }
  return times;
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The geometric mean of some ratios. */
export function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}
