import { seededRandom } from '../../src/env/seeded-random.ts';

/** How a rate wanders: a sum of slow waves from a seed. Pure. */
export interface Jitter {
  /** Parts per million at a time. */
  ppmAt(seconds: number): number;
  /** Its integral from time 0, in ppm s. */
  integral(seconds: number): number;
}

const WAVES = 8;
const SHORTEST_SECONDS = 1800;
const LONGEST_SECONDS = 90 * 86_400;

/** Waves of half an hour to a quarter of a year, phases and lengths by the seed, of that root mean square together. */
export function seededJitter(rmsPpm: number, seed: number): Jitter {
  if (rmsPpm === 0) return { ppmAt: () => 0, integral: () => 0 };
  const drawn = new DataView(seededRandom(`oath-jitter/${seed}`).bytes(WAVES * 8).buffer);
  const amplitude = rmsPpm * Math.sqrt(2 / WAVES);
  const waves = Array.from({ length: WAVES }, (_, index) => {
    const place = (index + drawn.getUint32(index * 8) / 2 ** 32) / WAVES;
    const seconds = SHORTEST_SECONDS * (LONGEST_SECONDS / SHORTEST_SECONDS) ** place;
    return { rate: (2 * Math.PI) / seconds, phase: (2 * Math.PI * drawn.getUint32(index * 8 + 4)) / 2 ** 32 };
  });
  return {
    ppmAt: (t) => waves.reduce((sum, { rate, phase }) => sum + amplitude * Math.cos(rate * t + phase), 0),
    integral: (t) => waves.reduce((sum, { rate, phase }) => sum + (amplitude / rate) * Math.sin(rate * t + phase), 0),
  };
}
