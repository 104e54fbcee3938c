import type { Random } from '../../src/env/env.ts';
import type { CommandApdu } from '../../src/transport/card/apdu.ts';
import type { OathToken } from '../oath/token-shape.ts';
import type { Token2Policy } from './policy.ts';
import type { Token2Profile } from './profile.ts';
import type { KeptToken2, PoweredToken2, Token2Config } from './state.ts';

/** What a command of the programmable card works with. */
export interface Token2Context {
  readonly profile: Token2Profile;
  readonly policy: Token2Policy;
  readonly random: Random;
  readonly kept: KeptToken2;
  readonly powered: PoweredToken2;
  readonly token: OathToken;
  /** Writes another seed, or none. Throws `StoreError`, nothing being changed then. */
  writeSeed(seed: Uint8Array | undefined): void;
  /** Writes the configuration and sets the clock, the seed being erased or kept. Throws `StoreError`, nothing being changed then. */
  writeConfig(config: Token2Config, unixSeconds: number, erasesSeed: boolean): void;
}

/** One instruction. Throws `Token2Refusal`. */
export interface Token2Instruction {
  readonly ins: number;
  /** `plain` is class 80, `secured` class 84: its data comes without its MAC, which was right. */
  readonly kind: 'plain' | 'secured';
  /** P1, where it is fixed. */
  readonly p1?: number;
  run(context: Token2Context, apdu: CommandApdu): Uint8Array;
}
