import { createHmac, type KeyObject } from 'node:crypto';
import { truncate } from '../src/oath/hotp.ts';

/** The search of a day each side that is raced: the code is that of the last step that is looked at, and of none before. */
export const daySearch = {
  secret: new Uint8Array(Buffer.from('12345678901234567890')),
  centre: 50_000_000,
  steps: 2880,
  get wanted(): number {
    return this.centre + this.steps;
  },
} as const;

/** The nearest step with the value, by createHmac; throws where it is another than the wanted one. */
export function searchByCreateHmac(key: KeyObject, value: number): void {
  const { centre, steps, wanted } = daySearch;
  const bytes = Buffer.alloc(8);
  const isCode = (step: number): boolean => {
    bytes.writeBigUInt64BE(BigInt(step));
    return truncate(createHmac('sha1', key).update(bytes).digest()) % 1e6 === value;
  };
  for (let distance = 0; distance <= steps; distance += 1) {
    if (isCode(centre - distance)) throw new Error(`createHmac: found ${-distance}`);
    if (!isCode(centre + distance)) continue;
    if (centre + distance === wanted) return;
    throw new Error(`createHmac: found ${distance}`);
  }
  throw new Error('createHmac: found nothing');
}
