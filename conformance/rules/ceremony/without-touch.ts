import type { MakeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { statusName } from '../../../src/ctap2/status.ts';
import { keepaliveStatus } from '../../../src/transport/hid/packet.ts';
import type { Needs, RuleContext } from '../../vocabulary/rule.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';

/** What a rule needs that lets a command wait for a touch until the key gives up: at least 10 s, mostly 30. */
export const waitsOut: Needs = { presence: 'withheld', touches: 1, waitMs: 60_000 };

const AT_ONCE_MS = 1000;

/** Sends a command with every touch withheld; accuses the key when it answers at once without having asked for one. */
export async function expectToWait(context: RuleContext, bytes: Uint8Array, what: string): Promise<void> {
  const { device, env } = context;
  device.touch('withhold');
  const startMs = env.clock.nowMs();
  const reply = await device.send(bytes);
  const tookMs = env.clock.nowMs() - startMs;
  const asked = reply.keepalives.includes(keepaliveStatus.UPNEEDED);
  if (!asked && tookMs < AT_ONCE_MS) {
    throw new Violation(`${what} to wait for a touch`, `${statusName(reply.status)} at once`);
  }
}

/** Sets inputs aside whose touch was already seen to: a token got by a gesture may carry it (CTAP 2.3 section 6.5.5.7). */
export function demandTouchDue({ device }: RuleContext, request: Pick<MakeCredentialRequest, 'pinUvAuthParam'>): void {
  if (request.pinUvAuthParam !== undefined && device.pin === undefined) {
    throw new NotApplicable('built-in user verification may stand for the touch');
  }
}
