import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { ctapStatus, statusName } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { hidCommand, keepaliveStatus } from '../../../src/transport/hid/packet.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { Reply } from '../../vocabulary/device.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { getAssertion, type Made, makeCredential } from '../ceremony/credential.ts';
import { forgetUnknownPin } from '../ceremony/known-pin.ts';
import { expectRefused, expectStatus, expectUnchanged, observableState } from '../ceremony/refusal.ts';
import { ANSWER_MS, describe, RawHid } from '../hid/raw-hid.ts';

const spec: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.6' }];
const RESET = Uint8Array.of(ctapCommand.reset);
/** Longer than the ten seconds that the standard gives. */
const LATE_MS = 11_000;
/** A touch that does not come is waited for for thirty seconds, as a rule. */
const PATIENCE_MS = 60_000;

interface RefusedReset {
  /** Without `ctap2.reset.`. */
  readonly id: string;
  readonly says: string;
  readonly needs: Needs;
  readonly what: string;
  readonly statuses: readonly number[];
  /** Sends a reset, the power just back, that must be refused. */
  readonly send: (context: RuleContext) => Promise<Reply>;
}

/** Two rules: the reset is refused and wipes nothing; and it is refused with the right byte (`ID.status`). */
function refusedReset({ id, says, needs, what, statuses, send }: RefusedReset): [Rule, Rule] {
  // A key that does not refuse is reset: leave for that is needed.
  const common = { spec, needs: { resets: true, powerCycle: true, ...needs }, runs: 1 };
  const attempt = async (context: RuleContext): Promise<{ made: Made; before: Uint8Array; reply: Reply }> => {
    await forgetUnknownPin(context);
    const made = await makeCredential(context);
    const before = await observableState(context.device);
    await context.device.powerCycle();
    const reply = await send(context);
    return { made, before, reply };
  };
  return [
    rule<[Record<string, string>]>({
      ...common,
      id: `ctap2.reset.${id}`,
      level: 'MUST',
      says,
      property: (context) =>
        overCases('reset', [what], async () => {
          const { made, before, reply } = await attempt(context);
          expectRefused(reply, `a reset, ${what},`);
          await expectIntact(context, made, before);
        }),
    }),
    rule<[Record<string, string>]>({
      ...common,
      id: `ctap2.reset.${id}.status`,
      level: 'SHOULD',
      says: `${says.replace(/\.$/, '')}, and the status says why.`,
      property: (context) =>
        overCases('reset', [what], async () => {
          const { reply } = await attempt(context);
          expectStatus(reply, statuses, `a reset, ${what},`);
        }),
    }),
  ];
}

/** Accuses the key when a refused reset wiped something. */
async function expectIntact(context: RuleContext, made: Made, before: Uint8Array): Promise<void> {
  context.device.touch('grant');
  await expectUnchanged(context.device, before, 'a refused reset');
  try {
    await getAssertion(context, made);
  } catch (error) {
    if (!(error instanceof CtapError)) throw error;
    throw new Violation('a credential to sign as before after a refused reset', statusName(error.status));
  }
}

/** Begins a reset by hand and cancels it once the key says that it waits. */
async function cancelled(context: RuleContext): Promise<Reply> {
  context.device.touch('withhold');
  const hid = new RawHid(context);
  const channel = await hid.allocate();
  await hid.send(channel, hidCommand.CBOR, RESET);
  for (;;) {
    const message = await hid.receive(channel, ANSWER_MS, true);
    if (message === undefined) throw new Violation('CTAPHID_KEEPALIVE while the key waits for a touch', 'nothing');
    if (message.command === hidCommand.CBOR) return replyOf(message.payload);
    if (message.command !== hidCommand.KEEPALIVE) throw new Violation('CTAPHID_KEEPALIVE', describe(message));
    if (message.payload[0] === keepaliveStatus.UPNEEDED) break;
  }
  await hid.send(channel, hidCommand.CANCEL);
  const answer = await hid.answer(channel, 'the cancelled reset');
  if (answer.command !== hidCommand.CBOR) throw new Violation('CTAPHID_CBOR with a status', describe(answer));
  return replyOf(answer.payload);
}

function replyOf(payload: Uint8Array): Reply {
  return { status: payload[0] ?? ctapStatus.CTAP1_ERR_OTHER, body: payload.subarray(1), keepalives: [] };
}

/** What a reset so long after power-up is answered with, and whether commands before it change that. */
async function lateReset(context: RuleContext, commandsBefore: boolean): Promise<Reply> {
  const { device } = context;
  await device.powerCycle();
  if (commandsBefore) await device.freshInfo();
  await device.wait(LATE_MS);
  return device.send(RESET);
}

/** Duties over when reset is refused. */
export const resetRefusalRules: readonly Rule[] = [
  ...refusedReset({
    id: 'touch.withheld',
    says: 'Without a touch a reset ends by itself and wipes nothing.',
    what: 'touch withheld',
    needs: { touches: 2, presence: 'withheld', waitMs: PATIENCE_MS },
    statuses: [ctapStatus.CTAP2_ERR_USER_ACTION_TIMEOUT, ctapStatus.CTAP2_ERR_ACTION_TIMEOUT],
    send: ({ device }) => {
      device.touch('withhold');
      return device.send(RESET);
    },
  }),
  ...refusedReset({
    id: 'touch.declined',
    says: 'When the person at the key declines a reset, nothing is wiped.',
    what: 'touch declined',
    needs: { touches: 2, presence: 'controlled' },
    statuses: [ctapStatus.CTAP2_ERR_OPERATION_DENIED],
    send: ({ device }) => {
      device.touch('decline');
      return device.send(RESET);
    },
  }),
  ...refusedReset({
    id: 'touch.cancelled',
    says: 'A reset that is cancelled while it waits for a touch wipes nothing.',
    what: 'cancelled by CTAPHID_CANCEL',
    needs: { touches: 2, presence: 'withheld', waitMs: 2000, wire: 'hid' },
    statuses: [ctapStatus.CTAP2_ERR_KEEPALIVE_CANCEL],
    send: cancelled,
  }),
  rule<[Record<string, string>]>({
    id: 'ctap2.reset.window.from-power-up',
    level: 'MUST',
    says: 'The time in which a key may be reset, where it has one, counts from power-up and not from the first command.',
    spec,
    needs: { resets: true, powerCycle: true, touches: 3, waitMs: 2 * LATE_MS },
    runs: 1,
    property: (context) =>
      overCases('reset', ['the first command, eleven seconds after power-up'], async (what) => {
        await forgetUnknownPin(context);
        const made = await makeCredential(context);
        const before = await observableState(context.device);
        const afterOthers = await lateReset(context, true);
        if (afterOthers.status === 0) throw new NotApplicable('the key can be reset at any time');
        await expectIntact(context, made, before);
        expectRefused(await lateReset(context, false), `a reset as ${what}, as after another command,`);
        await expectIntact(context, made, before);
      }),
  }),
  rule<[Record<string, string>]>({
    id: 'ctap2.reset.window.late.status',
    level: 'SHOULD',
    says: 'A reset that comes too late after power-up, where the key has such a limit, is refused with CTAP2_ERR_NOT_ALLOWED.',
    spec,
    needs: { resets: true, powerCycle: true, touches: 1, waitMs: LATE_MS },
    runs: 1,
    property: (context) =>
      overCases('reset', ['eleven seconds after power-up'], async (what) => {
        const reply = await lateReset(context, true);
        if (reply.status === 0) throw new NotApplicable('the key can be reset at any time');
        expectStatus(reply, [ctapStatus.CTAP2_ERR_NOT_ALLOWED], `a reset ${what}`);
      }),
  }),
];
