import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import type { CommandContext } from '../context.ts';
import { wipe } from '../factory.ts';
import { demandTouch, type Wait } from '../presence-test.ts';

/** authenticatorReset (CTAP 2.3 section 6.6): within the window after power-up and with a touch, everything is as delivered. */
export function* reset(context: CommandContext): Wait<Uint8Array> {
  const { env, policy, profile, state } = context;
  const sincePowerUpMs = env.clock.nowMs() - state.powered.poweredUpAtMs;
  if (!policy.isWithinResetWindow(sincePowerUpMs, profile)) throw new CtapError(ctapStatus.CTAP2_ERR_NOT_ALLOWED);
  if (policy.resetNeedsTouch()) yield* demandTouch(context);
  const before = { ...state.durable };
  const poweredBefore = state.powered;
  wipe(state, profile, env.random);
  Object.assign(state.durable, policy.keptThroughReset(before));
  state.powered = policy.poweredAfterReset(state.powered, poweredBefore);
  context.save();
  return new Uint8Array(0);
}
