import fc from 'fast-check';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { hidCommand, hidErrorCode, keepaliveStatus } from '../../../src/transport/hid/packet.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { soundMakeRequest } from '../ceremony/credential.ts';
import { waitingRequest } from '../ceremony/waiting.ts';
import { hidRule, hidSection } from './hid-rule.ts';
import type { RawHid } from './raw-hid.ts';
import { ANSWER_MS, describe, QUIET_MS } from './raw-hid.ts';

const waiting: Needs = { presence: 'withheld', touches: 1, waitMs: 2000 };
const concat1 = (command: number, rest: Uint8Array): Uint8Array => Uint8Array.of(command, ...rest);

/** Begins a command that waits for a touch; gives its channel when the key says that it waits. */
async function beginWaiting(hid: RawHid, context: RuleContext): Promise<number> {
  const request = await waitingRequest(context);
  const channel = await hid.allocate();
  context.device.touch('withhold');
  await hid.send(channel, hidCommand.CBOR, request);
  for (;;) {
    const message = await hid.receive(channel, ANSWER_MS, true);
    if (message === undefined) {
      throw new Violation('CTAPHID_KEEPALIVE while the key waits for a touch', `nothing within ${ANSWER_MS} ms`);
    }
    if (message.command !== hidCommand.KEEPALIVE) {
      throw new Violation('the key to wait for a touch that does not come', describe(message));
    }
    if (message.payload[0] === keepaliveStatus.UPNEEDED) return channel;
  }
}

/** Ends the wait, so that the next run finds an idle key. */
async function endWaiting(hid: RawHid, channel: number): Promise<void> {
  await hid.send(channel, hidCommand.CANCEL);
  await hid.receive(channel);
}

/** Duties while the key waits for a person, and over CTAPHID_LOCK. */
export const lockAndWaitRules: readonly Rule[] = [
  hidRule<string>({
    id: 'hid.keepalive.user-presence',
    level: 'MUST',
    says: 'While it waits for a touch, the key sends KEEPALIVE with status 2.',
    spec: hidSection('11.2.9.1.5'),
    needs: waiting,
    runs: 1,
    cases: () => fc.constant('makeCredential without a touch'),
    check: async (hid, _what, context) => endWaiting(hid, await beginWaiting(hid, context)),
  }),
  hidRule<number>({
    id: 'hid.keepalive.rhythm',
    level: 'SHOULD',
    says: 'KEEPALIVE of one byte comes at least every 100 ms while the key waits.',
    spec: hidSection('11.2.9.1.5'),
    needs: waiting,
    runs: 1,
    input: 'beats',
    cases: () => fc.constant(5),
    check: async (hid, beats, context) => {
      const channel = await beginWaiting(hid, context);
      // On a real link the harness itself may be late: what is held against the key is a beat missed altogether.
      const allowedMs = context.device.facts.powers.virtualTime ? 100 : 300;
      for (let beat = 0; beat < beats; beat += 1) {
        const message = await hid.receive(channel, allowedMs, true);
        if (message === undefined) throw new Violation('KEEPALIVE every 100 ms', `none within ${allowedMs} ms`);
        if (message.command !== hidCommand.KEEPALIVE || message.payload.length !== 1) {
          throw new Violation('KEEPALIVE of one byte', describe(message));
        }
      }
      await endWaiting(hid, channel);
    },
  }),
  hidRule<string>({
    id: 'hid.cancel.pending',
    level: 'MUST',
    says: 'CANCEL ends a wait: the pending command answers CTAP2_ERR_KEEPALIVE_CANCEL, once.',
    spec: hidSection('11.2.9.1.4'),
    needs: waiting,
    runs: 1,
    cases: () => fc.constant('CANCEL while the key waits for a touch'),
    check: async (hid, _what, context) => {
      const channel = await beginWaiting(hid, context);
      await hid.send(channel, hidCommand.CANCEL);
      const answer = await hid.answer(channel, 'the cancelled makeCredential');
      if (answer.command !== hidCommand.CBOR || answer.payload[0] !== ctapStatus.CTAP2_ERR_KEEPALIVE_CANCEL) {
        throw new Violation('CTAPHID_CBOR with CTAP2_ERR_KEEPALIVE_CANCEL (0x2d)', describe(answer));
      }
      const more = await hid.receive(channel, QUIET_MS, true);
      if (more !== undefined) throw new Violation('nothing after the cancelled command answered', describe(more));
    },
  }),
  hidRule<string>({
    id: 'hid.cancel.other-channel',
    level: 'MUST',
    says: 'CANCEL on one channel does not cancel the command of another.',
    spec: hidSection('11.2.9.1.4'),
    needs: waiting,
    runs: 1,
    cases: () => fc.constant('CANCEL on another channel while the key waits for a touch'),
    check: async (hid, _what, context) => {
      const other = await hid.allocate();
      const channel = await beginWaiting(hid, context);
      await hid.send(other, hidCommand.CANCEL);
      const answer = await hid.receive(channel, QUIET_MS);
      if (answer !== undefined) throw new Violation('the command to go on waiting', describe(answer));
      await endWaiting(hid, channel);
    },
  }),
  hidRule<string>({
    id: 'hid.cancel.idle',
    level: 'MUST',
    says: 'CANCEL with nothing to cancel is ignored.',
    spec: hidSection('11.2.9.1.4'),
    needs: { waitMs: QUIET_MS },
    runs: 1,
    cases: () => fc.constant('CANCEL on an idle channel'),
    check: async (hid) => {
      const channel = await hid.allocate();
      await hid.send(channel, hidCommand.CANCEL);
      const answer = await hid.receive(channel, QUIET_MS, true);
      if (answer !== undefined) throw new Violation('no answer to CANCEL on an idle channel', describe(answer));
      await hid.expectAlive(channel, 'CANCEL on an idle channel');
    },
  }),
  hidRule<string>({
    id: 'hid.cancel.forgotten',
    level: 'MUST',
    says: 'CANCEL with nothing to cancel does not cancel the command that comes next.',
    spec: hidSection('11.2.9.1.4'),
    needs: { touches: 1 },
    runs: 1,
    cases: () => fc.constant('CANCEL on an idle channel, then makeCredential with a touch'),
    check: async (hid, _what, context) => {
      const request = encodeMessage(makeCredentialRequest, await soundMakeRequest(context));
      const channel = await hid.allocate();
      await hid.send(channel, hidCommand.CANCEL);
      await hid.send(channel, hidCommand.CBOR, concat1(ctapCommand.makeCredential, request));
      const answer = await hid.answer(channel, 'makeCredential', 30_000);
      if (answer.command === hidCommand.CBOR && answer.payload[0] === ctapStatus.CTAP2_ERR_KEEPALIVE_CANCEL) {
        throw new Violation('makeCredential after an idle CANCEL to be served', 'CTAP2_ERR_KEEPALIVE_CANCEL');
      }
    },
  }),
  hidRule<string>({
    id: 'hid.busy.waiting',
    level: 'MUST',
    says: 'While a command of one channel waits for a touch, another channel is told CHANNEL_BUSY.',
    spec: hidSection('11.2.5'),
    needs: waiting,
    runs: 1,
    cases: () => fc.constant('PING of another channel while the key waits for a touch'),
    check: async (hid, _what, context) => {
      const other = await hid.allocate();
      const channel = await beginWaiting(hid, context);
      const refused = await hid.exchange(other, hidCommand.PING, Uint8Array.of(1), 'CTAPHID_PING of another channel');
      if (refused.command !== hidCommand.ERROR || refused.payload[0] !== hidErrorCode.CHANNEL_BUSY) {
        throw new Violation('the other channel to be told CHANNEL_BUSY', describe(refused));
      }
      await endWaiting(hid, channel);
    },
  }),
  hidRule<string>({
    id: 'hid.lock.excludes',
    level: 'MUST',
    says: 'While one channel holds a LOCK, another is told CHANNEL_BUSY; LOCK 0 frees the key.',
    spec: hidSection('11.2.9.2.2'),
    runs: 1,
    cases: () => fc.constant('LOCK of 5 seconds'),
    check: async (hid) => {
      const [one, other] = [await hid.allocate(), await hid.allocate()];
      const locked = await hid.exchange(one, hidCommand.LOCK, Uint8Array.of(5), 'CTAPHID_LOCK');
      if (locked.command === hidCommand.ERROR) throw new NotApplicable('the key does not implement CTAPHID_LOCK');
      const refused = await hid.exchange(other, hidCommand.PING, Uint8Array.of(1), 'CTAPHID_PING under a LOCK');
      if (refused.command !== hidCommand.ERROR || refused.payload[0] !== hidErrorCode.CHANNEL_BUSY) {
        throw new Violation('the other channel to be told CHANNEL_BUSY under a LOCK', describe(refused));
      }
      await hid.exchange(one, hidCommand.LOCK, Uint8Array.of(0), 'CTAPHID_LOCK of 0 seconds');
      await hid.expectAlive(other, 'LOCK was released');
    },
  }),
  hidRule<number>({
    id: 'hid.lock.expires',
    level: 'MUST',
    says: 'A LOCK ends by itself after its seconds.',
    spec: hidSection('11.2.9.2.2'),
    needs: { waitMs: 1500 },
    runs: 1,
    input: 'seconds',
    cases: () => fc.constant(1),
    check: async (hid, seconds, { device }) => {
      const [one, other] = [await hid.allocate(), await hid.allocate()];
      const locked = await hid.exchange(one, hidCommand.LOCK, Uint8Array.of(seconds), 'CTAPHID_LOCK');
      if (locked.command === hidCommand.ERROR) throw new NotApplicable('the key does not implement CTAPHID_LOCK');
      await device.wait(seconds * 1000 + 400);
      await hid.expectAlive(other, `a LOCK of ${seconds} s had run out`);
    },
  }),
];
