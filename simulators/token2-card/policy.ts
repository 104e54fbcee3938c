import { equalBytes } from '../../src/bytes/bytes.ts';
import type { Random } from '../../src/env/env.ts';
import type { Token2Profile } from './profile.ts';

const PAD = 0x80;

/** Every decision of the sound programmable card, each a function that a fault may replace. */
export const soundToken2Policy = {
  /** Whether the card answers: its radio has power only while the display is lit. */
  answers(isLit: boolean): boolean {
    return isLit;
  },

  /** The challenge that a host is to answer. */
  challenge(random: Random): Uint8Array {
    return random.bytes(8);
  },

  /** Whether the answer to the challenge is right. */
  proves(expected: Uint8Array, response: Uint8Array): boolean {
    return equalBytes(expected, response);
  },

  /** Whether a MAC is right. */
  authentic(expected: Uint8Array, mac: Uint8Array): boolean {
    return equalBytes(expected, mac);
  },

  /** Whether writes are taken in a session without proof. */
  writesUnproved(): boolean {
    return false;
  },

  /** The seed of a padded one: without 80 00... at its end, or whole where there is none, as hosts send seeds of 16 and 48 bytes. */
  seedOf(padded: Uint8Array): Uint8Array {
    const last = padded.findLastIndex((byte) => byte !== 0);
    return padded[last] === PAD ? padded.subarray(0, last) : padded;
  },

  /** Whether a write of the configuration erases the seed. */
  erasesSeed(profile: Token2Profile): boolean {
    return profile.erasesSeed;
  },
};

/** The decisions of a programmable card. */
export type Token2Policy = typeof soundToken2Policy;
