import { readUint32 } from '../../src/bytes/bytes.ts';
import type { Random } from '../../src/env/env.ts';
import type { HidPolicy } from './hid-policy.ts';

const MOST_LIVE = 65_536;

/** The channels that a key has given out, and the lock one of them may hold. The oldest of 65,536 is forgotten first. */
export class HidChannels {
  readonly #policy: HidPolicy;
  readonly #random: Random;
  readonly #live = new Set<number>();
  #previous: number | undefined;
  #lock: { channel: number; untilMs: number } | undefined;

  constructor(policy: HidPolicy, random: Random) {
    this.#policy = policy;
    this.#random = random;
  }

  /** A new channel. */
  allocate(): number {
    const drawn = readUint32(this.#random.bytes(4));
    const channel = this.#policy.newChannel(this.#previous, drawn, (id) => this.#live.has(id)) >>> 0;
    this.#previous = channel;
    this.adopt(channel);
    return channel;
  }

  /** Counts a channel among the live ones. */
  adopt(channel: number): void {
    this.#live.add(channel);
    if (this.#live.size > MOST_LIVE) {
      for (const oldest of this.#live) {
        this.#live.delete(oldest);
        break;
      }
    }
  }

  isLive(channel: number): boolean {
    return this.#live.has(channel);
  }

  /** Locks the device for `channel`, or releases it for 0 seconds. */
  lock(channel: number, seconds: number, nowMs: number): void {
    this.#lock = seconds === 0 ? undefined : { channel, untilMs: nowMs + seconds * 1000 };
  }

  /** The channel that holds the lock now. */
  lockedBy(nowMs: number): number | undefined {
    if (this.#lock !== undefined && !this.#policy.holdsLock(this.#lock.untilMs, nowMs)) this.#lock = undefined;
    return this.#lock?.channel;
  }

  /** Forgets what does not survive a power cut. */
  powerCycle(survives: { readonly channels: boolean; readonly lock: boolean }): void {
    if (!survives.channels) this.#live.clear();
    if (!survives.lock) this.#lock = undefined;
  }
}
