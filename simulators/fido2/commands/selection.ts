import type { CommandContext } from '../context.ts';
import { demandTouch, type Wait } from '../presence-test.ts';

/** authenticatorSelection (CTAP 2.3 section 6.9): ends when the user touches this key. */
export function* selection(context: CommandContext): Wait<Uint8Array> {
  if (context.policy.selectionNeedsTouch(context.state.durable)) yield* demandTouch(context);
  return new Uint8Array(0);
}
