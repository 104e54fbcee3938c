import type { OathState } from '../oath/state.ts';

/** What is kept for good: all that the card is, its clock and display included, since these run from its battery. */
export interface KeptToken2 {
  readonly serial: string;
  readonly config: Token2Config;
  /** False until a seed is written, and once it is erased. */
  readonly hasSeed: boolean;
  /** The token inside; where there is no seed its secret is a single zero. */
  readonly token: OathState;
}

/** What a host can configure. */
export interface Token2Config {
  readonly hash: 'SHA1' | 'SHA256';
  readonly periodSeconds: 30 | 60;
  readonly displaySeconds: 15 | 30 | 60 | 120;
}

/** What lives as long as the card is in the field. */
export interface PoweredToken2 {
  challenge: Uint8Array | undefined;
  isProved: boolean;
}
