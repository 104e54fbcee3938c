import { seededRandom } from '../../src/env/seeded-random.ts';
import type { OathProfile } from './profile.ts';
import type { TokenErrorCode } from './token-error.ts';

/** What a person sees. */
export type Display =
  /** Nobody pressed, or the time-out is over. */
  | { readonly kind: 'off' }
  /** A press brings nothing up, and why. */
  | { readonly kind: 'blank'; readonly because: TokenErrorCode }
  | LitCode;

/** A code on the display. */
export interface LitCode {
  readonly kind: 'code';
  readonly code: string;
  /** The step or the HOTP counter that it was made of. */
  readonly counter: number;
  /** The seven segments of each place that can be seen: bits 0 to 6 are a to g. */
  readonly segments: readonly number[];
  /** 1 is black, 0 invisible. */
  readonly contrast: number;
  /** Until the display goes dark. */
  readonly secondsLeft: number;
}

/** Segments a (top), b, c (right, upper and lower), d (bottom), e, f (left, lower and upper), g (middle) of each digit. */
const digitSegments = [0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f];

/** The segments of a character: a digit's, none for anything else. */
export function segmentsOf(character: string): number {
  return /^\d$/.test(character) ? digitSegments[Number(character)]! : 0;
}

/** The contrast of a display by what is left of the battery, 0 to 1. */
export function contrastOf(level: number, { fadesBelow }: OathProfile['battery']): number {
  return fadesBelow === 0 ? 1 : Math.min(1, Math.max(0, level / fadesBelow));
}

/** The segments of a code that can still be seen. Which ones go first is a matter of the seed; at no contrast all are gone. */
export function visibleSegments(code: string, contrast: number, seed: number): number[] {
  const whole = [...code].map(segmentsOf);
  if (contrast >= 1) return whole;
  const weakness = seededRandom(`oath-segments/${seed}`).bytes(7 * whole.length);
  return whole.map((mask, place) => {
    let seen = 0;
    for (let segment = 0; segment < 7; segment += 1) {
      const goesAt = (weakness[place * 7 + segment]! / 255) * 0.9;
      if (contrast > goesAt) seen |= mask & (1 << segment);
    }
    return seen;
  });
}
