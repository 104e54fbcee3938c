import { CtapError } from '../../../src/errors/ctap-error.ts';
import { refuse } from '../authorize.ts';
import type { CommandContext } from '../context.ts';
import { wipe } from '../factory.ts';
import { awaitTouch, type Wait } from '../presence-test.ts';

/** authenticatorReset (CTAP 2.3 section 6.6): within the window after power-up and with a touch, everything is as delivered. */
export function* reset(context: CommandContext): Wait<Uint8Array> {
  const { env, policy, profile, state } = context;
  const { firstCommandAtMs, poweredUpAtMs } = state.powered;
  const nowMs = env.clock.nowMs();
  if (!policy.isWithinResetWindow(nowMs - poweredUpAtMs, profile, nowMs - (firstCommandAtMs ?? nowMs))) {
    throw new CtapError(policy.lateResetStatus());
  }
  refuse(policy.resetStatus(state.durable));
  if (policy.wipesBeforeTouch()) restore(context);
  if (policy.resetNeedsTouch()) {
    for (let touch = 0; touch < policy.resetTouches(profile); touch += 1) {
      const outcome = yield* awaitTouch(context);
      refuse(policy.resetTouchStatus(outcome, policy.touchStatus(outcome)));
    }
  }
  restore(context);
  return new Uint8Array(0);
}

function restore({ env, policy, profile, state, save }: CommandContext): void {
  const before = { ...state.durable };
  const poweredBefore = state.powered;
  wipe(state, profile, env.random);
  Object.assign(state.durable, policy.keptThroughReset(before));
  state.powered = policy.poweredAfterReset(state.powered, poweredBefore);
  save();
}
