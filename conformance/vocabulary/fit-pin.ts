import type { GetInfo } from '../../src/ctap2/get-info.ts';

const FILLING = '7301946285'.repeat(7);

/** A PIN of ours as long as a key asks for, and no longer than it takes: filled up with digits, or what stands at its end. */
export function fitPin(pin: string, { minPINLength = 4, maxPINLength = 63 }: GetInfo): string {
  const filled = pin.length < minPINLength ? `${pin}${FILLING.slice(0, minPINLength - pin.length)}` : pin;
  return filled.length > maxPINLength ? filled.slice(-maxPINLength) : filled;
}
