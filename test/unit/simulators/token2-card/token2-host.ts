import { restrictedCard } from '../../../../simulators/token2-card/profile.ts';
import { encryptSm4, macSm4 } from '../../../../simulators/token2-card/sm4.ts';
import {
  createToken2Card,
  type Token2Card,
  type Token2CardOptions,
} from '../../../../simulators/token2-card/token2-card.ts';
import { concat, uint32 } from '../../../../src/bytes/bytes.ts';
import { toHex } from '../../../../src/bytes/hex.ts';
import type { Env } from '../../../../src/env/env.ts';
import { ManualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';

const key = restrictedCard.deviceKey;

/** What WRITE CONFIG takes, as it stands on the wire. */
export interface Config {
  readonly display: number;
  readonly unixSeconds: number;
  readonly hash: number;
  readonly step: number;
}

/** A host that burns seeds. Answers are hexadecimal, the status word last. */
export class Token2Host {
  readonly device: Token2Card;
  readonly clock: ManualClock;
  readonly env: Env;

  constructor(options: Partial<Token2CardOptions> = {}, clock: ManualClock = new ManualClock(1_700_000_000_000)) {
    this.clock = clock;
    this.env = { clock, random: seededRandom(4) };
    this.device = createToken2Card({ env: this.env, token: { seed: 7, quartz: { ppm: 0, jitterPpm: 0 } }, ...options });
  }

  send(...bytes: number[]): string {
    const { card } = this.device;
    const answer = toHex(card.transmit(Uint8Array.from(bytes), this.clock.nowMs()));
    this.clock.advance(card.busyMs);
    return answer;
  }

  info(): string {
    return this.send(0x80, 0x41, 0, 0, 2, 0x02, 0x11);
  }

  /** Proves the key; the status word. */
  authenticate(deviceKey: Uint8Array = key): string {
    const challenge = this.send(0x80, 0x4b, 8, 0, 1, 0);
    const plain = concat(Uint8Array.from(Buffer.from(challenge.slice(0, 16), 'hex')), new Uint8Array(8));
    return this.send(0x80, 0xce, 0, 0, 16, ...encryptSm4(deviceKey, plain));
  }

  secured(ins: number, p1: number, body: Uint8Array, spoil = 0): string {
    const mac = macSm4(key, concat(Uint8Array.of(0x80, ins, p1, 0, body.length), body));
    mac[3]! ^= spoil;
    return this.send(0x84, ins, p1, 0, body.length + 4, ...body, ...mac);
  }

  writeSeed(seed: Uint8Array): string {
    const padded = new Uint8Array(16 * (Math.floor(seed.length / 16) + 1));
    padded.set(seed);
    padded[seed.length] = 0x80;
    return this.secured(0xc5, 1, encryptSm4(key, padded));
  }

  writeConfig(config: Partial<Config> = {}): string {
    return this.secured(0xd4, 0, configBody(config));
  }
}

/** The 19 bytes of a configuration. */
export function configBody(config: Partial<Config> = {}): Uint8Array {
  const { display = 1, unixSeconds = 1_700_000_000, hash = 1, step = 0x1e } = config;
  return concat(
    Uint8Array.of(0x81, 0x11, 0x1f, 0x01, display, 0x0f, 0x04),
    uint32(unixSeconds),
    Uint8Array.of(0x86, 0x06, 0x0a, 0x01, hash, 0x0d, 0x01, step),
  );
}
