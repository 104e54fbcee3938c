import { CtapError } from '../../src/errors/ctap-error.ts';
import type { PresenceOutcome, PresenceRequest } from '../ports/responder.ts';
import type { CommandContext } from './context.ts';

/** A wait for a gesture, as a handler delegates to it. */
export type Wait<T> = Generator<PresenceRequest, T, PresenceOutcome>;

/** Waits for a touch; gives how the wait ended. */
export function* awaitTouch(context: CommandContext): Wait<PresenceOutcome> {
  return yield { gesture: 'touch', timeoutMs: context.policy.gestureTimeoutMs(context.profile) };
}

/** Waits for a touch; throws `CtapError` when it does not come. */
export function* demandTouch(context: CommandContext): Wait<void> {
  const status = context.policy.touchStatus(yield* awaitTouch(context));
  if (status !== undefined) throw new CtapError(status);
}
