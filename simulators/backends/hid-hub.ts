import { readUint32 } from '../../src/bytes/bytes.ts';
import type { Env } from '../../src/env/env.ts';
import { callLater } from '../../src/env/system.ts';
import type { HidEndpoint } from '../endpoints/hid-endpoint.ts';

/** One wire that leads to a key. */
export interface HubLine {
  /** Takes a report from the host on this wire. */
  receive(report: Uint8Array): void;
  /** Takes the wire away. */
  detach(): void;
}

interface Line {
  readonly send: (report: Uint8Array) => void;
}

const MOST_CHANNELS = 1024;
const hubs = new WeakMap<HidEndpoint, HidHub>();

/** The one hub of that endpoint: whoever offers the same endpoint on another wire shares the key and its timer. */
export function hidHub(endpoint: HidEndpoint, env: Env): HidHub {
  const known = hubs.get(endpoint);
  if (known !== undefined) return known;
  const hub = new HidHub(endpoint, env);
  hubs.set(endpoint, hub);
  return hub;
}

/**
 * Drives an endpoint in real time: reports in from any number of wires, answers out on the wire that last used the channel,
 * and the one timer between them. No promises.
 */
export class HidHub {
  readonly #endpoint: HidEndpoint;
  readonly #env: Env;
  readonly #lines = new Set<Line>();
  readonly #lineOf = new Map<number, Line>();
  #timer: { atMs: number; takeBack: () => void } | undefined;

  constructor(endpoint: HidEndpoint, env: Env) {
    this.#endpoint = endpoint;
    this.#env = env;
  }

  /** Bytes in a report. */
  get reportSize(): number {
    return this.#endpoint.profile.reportSize;
  }

  /** Joins a wire; `send` is called for each report to its host. */
  attach(send: (report: Uint8Array) => void): HubLine {
    const line: Line = { send };
    this.#lines.add(line);
    return {
      receive: (report) => this.#receive(report, line),
      detach: () => this.#detach(line),
    };
  }

  /** Cuts the key's power and gives it back. */
  powerCycle(): void {
    const nowMs = this.#env.clock.nowMs();
    this.#endpoint.powerCycle(nowMs);
    this.#plan(nowMs);
  }

  #receive(report: Uint8Array, line: Line): void {
    const nowMs = this.#env.clock.nowMs();
    if (this.#lines.size > 1 && report.length >= 4) {
      if (this.#lineOf.size >= MOST_CHANNELS) this.#lineOf.clear();
      this.#lineOf.set(readUint32(report), line);
    }
    this.#send(this.#endpoint.receive(report, nowMs));
    this.#plan(nowMs);
  }

  #detach(line: Line): void {
    this.#lines.delete(line);
    for (const [channel, owner] of this.#lineOf) if (owner === line) this.#lineOf.delete(channel);
    if (this.#lines.size > 0) return;
    this.#timer?.takeBack();
    this.#timer = undefined;
  }

  /** A channel that was used before another wire joined has no wire of its own: every wire hears it. */
  #send(reports: readonly Uint8Array[]): void {
    for (const report of reports) {
      const owner = this.#lines.size > 1 ? this.#lineOf.get(readUint32(report)) : undefined;
      if (owner !== undefined) owner.send(report);
      else for (const line of this.#lines) line.send(report);
    }
  }

  /** An earlier timer stays: when it rings too soon, it plans anew. */
  #plan(nowMs: number): void {
    const wakeMs = this.#endpoint.nextWakeMs();
    if (wakeMs === undefined) {
      this.#timer?.takeBack();
      this.#timer = undefined;
      return;
    }
    if (this.#timer !== undefined && this.#timer.atMs <= wakeMs) return;
    this.#timer?.takeBack();
    this.#timer = { atMs: wakeMs, takeBack: callLater(Math.max(0, wakeMs - nowMs), () => this.#ring()) };
  }

  #ring(): void {
    this.#timer = undefined;
    const nowMs = this.#env.clock.nowMs();
    this.#send(this.#endpoint.tick(nowMs));
    this.#plan(nowMs);
  }
}
