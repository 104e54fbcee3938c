import type { Env } from '../../src/env/env.ts';

/** A card, or one applet of a card, in real time. `CardEndpoint` is one. */
export interface CardDevice {
  /** Takes one command APDU; gives its response, `undefined` while the card holds that back, or no bytes where it has left the field. */
  begin(apdu: Uint8Array, nowMs: number): Uint8Array | undefined;
  /** Goes on with what is held back. */
  poll(nowMs: number): Uint8Array | undefined;
  /** The card lost power and has it again. */
  powerCycle(nowMs: number): void;
  /** How often `poll` is to be called, in milliseconds. */
  readonly profile: { readonly pollMs: number };
}

/** What an exchange tells of and looks at. */
export interface CardExchangeOptions {
  /** Called before each pause while the card holds its answer back. */
  readonly onHold?: (heldMs: number) => void;
  /** False once nobody waits for the answer any more. */
  readonly isWanted: () => boolean;
}

/** One APDU in real time. Gives `undefined` when nobody wanted the answer any more. */
export async function cardExchange(
  device: CardDevice,
  apdu: Uint8Array,
  { clock }: Env,
  { onHold, isWanted }: CardExchangeOptions,
): Promise<Uint8Array | undefined> {
  const begunMs = clock.nowMs();
  let answer = device.begin(apdu, begunMs);
  while (answer === undefined) {
    onHold?.(clock.nowMs() - begunMs);
    await clock.sleep(device.profile.pollMs);
    if (!isWanted()) return undefined;
    answer = device.poll(clock.nowMs());
  }
  return answer;
}
