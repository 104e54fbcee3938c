import { concat, uint32 } from '../../src/bytes/bytes.ts';
import type { Random } from '../../src/env/env.ts';
import { BROADCAST_CHANNEL, hidCommand, hidErrorCode, parsePacket } from '../../src/transport/hid/packet.ts';
import type { Presence } from '../ports/presence.ts';
import type { Responder, Via } from '../ports/responder.ts';
import { HidChannels } from './hid-channels.ts';
import type { HidEvent } from './hid-event.ts';
import { HidIntake } from './hid-intake.ts';
import { type HidPolicy, soundHidPolicy } from './hid-policy.ts';
import { type HidProfile, hidProfile } from './hid-profile.ts';
import { HidSender } from './hid-sender.ts';
import { Work } from './work.ts';

/** What a HidEndpoint is made of. */
export interface HidEndpointOptions {
  readonly responder: Responder;
  readonly presence: Presence;
  /** Draws channel ids. */
  readonly random: Random;
  readonly policy?: HidPolicy;
  readonly profile?: HidProfile;
  readonly onEvent?: (event: HidEvent) => void;
}

/** A CTAP2 command that has no answer yet. `work` is undefined while the simulated working time lasts. */
interface Running {
  readonly channel: number;
  readonly request: Uint8Array;
  work: Work | undefined;
  readonly beginsMs: number;
  nextKeepaliveMs: number;
  nextPollMs: number;
  isCancelled: boolean;
}

/**
 * The device side of CTAPHID (CTAP 2.3 section 11.2): a state machine without timers. Reports go in with the time, reports
 * to send come out. The caller calls `tick` at or after `nextWakeMs()`. Time never goes back. Nothing throws.
 */
export class HidEndpoint {
  readonly profile: HidProfile;
  readonly #responder: Responder;
  readonly #presence: Presence;
  readonly #policy: HidPolicy;
  readonly #onEvent: ((event: HidEvent) => void) | undefined;
  readonly #channels: HidChannels;
  readonly #sender: HidSender;
  readonly #intake: HidIntake;
  #running: Running | undefined;
  #rememberedCancel = false;

  constructor(options: HidEndpointOptions) {
    this.profile = hidProfile(options.profile);
    this.#responder = options.responder;
    this.#presence = options.presence;
    this.#policy = options.policy ?? soundHidPolicy;
    this.#onEvent = options.onEvent;
    this.#channels = new HidChannels(this.#policy, options.random);
    this.#sender = new HidSender(this.#policy, this.profile.reportSize);
    this.#intake = new HidIntake(this.profile, this.#policy, this.#channels, {
      occupant: () => this.#running?.channel,
      execute: (channel, command, payload, nowMs) => this.#execute(channel, command, payload, nowMs),
      cancel: (channel, nowMs) => this.#onCancel(channel, nowMs),
      refuse: (channel, code, nowMs) => this.#refuse(channel, code, nowMs),
    });
  }

  /** Takes one report (a short one is zero-extended, the rest of a long one ignored); gives the reports to send now, in order. */
  receive(report: Uint8Array, nowMs: number): Uint8Array[] {
    this.#advance(nowMs);
    this.#intake.accept(parsePacket(this.#sized(report)), nowMs);
    return this.#sender.take();
  }

  /** Lets time pass; gives the reports to send now. */
  tick(nowMs: number): Uint8Array[] {
    this.#advance(nowMs);
    return this.#sender.take();
  }

  /** When `tick` is due next; `undefined` when nothing is pending. */
  nextWakeMs(): number | undefined {
    const lapsesMs = this.#intake.deadlineMs;
    const running = this.#running;
    if (running === undefined) return lapsesMs;
    const due = running.work === undefined ? running.beginsMs : running.nextPollMs;
    return Math.min(lapsesMs ?? Number.POSITIVE_INFINITY, due, running.nextKeepaliveMs);
  }

  /** Cuts the power of the whole key, the authenticator included, and gives it back. */
  powerCycle(nowMs: number): void {
    const survives = this.#policy.survivesPowerCycle();
    this.#abort(nowMs);
    if (!survives.message) this.#intake.drop();
    this.#rememberedCancel = false;
    this.#channels.powerCycle(survives);
    this.#sender.take();
    this.#responder.powerCycle();
    this.#tell('power-cycled', BROADCAST_CHANNEL, nowMs);
  }

  #sized(report: Uint8Array): Uint8Array {
    const { reportSize } = this.profile;
    if (report.length === reportSize) return report;
    const sized = new Uint8Array(reportSize);
    sized.set(report.subarray(0, reportSize));
    return sized;
  }

  // -- time

  #advance(nowMs: number): void {
    const { channel, deadlineMs } = this.#intake;
    if (channel !== undefined && deadlineMs !== undefined && deadlineMs <= nowMs) {
      this.#intake.drop();
      this.#tell('timed-out', channel, nowMs);
      if (this.#policy.tellsTimeout(this.profile)) this.#sender.error(channel, hidErrorCode.MSG_TIMEOUT);
    }
    const running = this.#running;
    if (running === undefined) return;
    if (running.work === undefined) {
      if (running.beginsMs <= nowMs) this.#run(running, nowMs);
      else this.#keepAlive(running, nowMs);
    } else if (running.nextPollMs <= nowMs || running.nextKeepaliveMs <= nowMs) {
      const waits = running.work.waits;
      this.#goOn(running, running.work.poll(nowMs), waits, nowMs);
    }
  }

  #keepAlive(running: Running, nowMs: number): void {
    if (running.nextKeepaliveMs > nowMs) return;
    this.#sender.keepalive(running.channel, running.work !== undefined);
    running.nextKeepaliveMs = this.#keepaliveAfter(nowMs);
  }

  #keepaliveAfter(nowMs: number): number {
    return nowMs + (this.#policy.keepaliveMs(this.profile) ?? Number.POSITIVE_INFINITY);
  }

  // -- commands

  #refuse(channel: number, code: number, nowMs: number): void {
    this.#tell('refused', channel, nowMs, code);
    this.#sender.error(channel, code);
  }

  #execute(channel: number, command: number, payload: Uint8Array, nowMs: number): void {
    const via: Via = { transport: 'usb', channel };
    switch (command) {
      case hidCommand.INIT:
        this.#onInit(channel, payload, nowMs);
        return;
      case hidCommand.CBOR:
        this.#onCbor(channel, payload, nowMs);
        return;
      case hidCommand.MSG:
        this.#tell('began', channel, nowMs, command);
        this.#sender.answer(channel, command, this.#policy.ctap1Response(this.#responder.ctap1(payload, via), payload));
        this.#tell('answered', channel, nowMs, command);
        return;
      case hidCommand.LOCK:
        this.#onLock(channel, payload, nowMs);
        return;
      case hidCommand.WINK:
        this.#responder.notice?.('wink', via);
        this.#tell('winked', channel, nowMs);
        this.#sender.answer(channel, command, this.#policy.winkAnswer(payload));
        return;
      default:
        this.#sender.answer(channel, command, this.#policy.pingEcho(payload));
    }
  }

  #onInit(channel: number, nonce: Uint8Array, nowMs: number): void {
    const policy = this.#policy;
    if (this.#running !== undefined && policy.abortsOnInit(channel, this.#running.channel)) this.#abort(nowMs);
    const unfinished = this.#intake.channel;
    if (unfinished !== undefined && policy.abortsOnInit(channel, unfinished)) this.#intake.drop();
    const isNew = channel === BROADCAST_CHANNEL;
    const assigned = isNew ? this.#channels.allocate() : policy.resyncedChannel(channel) >>> 0;
    this.#responder.notice?.('init', { transport: 'usb', channel: assigned });
    this.#tell(isNew ? 'channel-opened' : 'resynchronised', assigned, nowMs);
    const tail = Uint8Array.of(policy.protocolVersion(), ...this.profile.version, policy.capabilities(this.profile));
    const answer = concat(policy.initNonce(nonce), uint32(assigned), tail);
    this.#sender.answer(policy.initAnswerChannel(channel, assigned), hidCommand.INIT, policy.initAnswer(answer));
  }

  #onLock(channel: number, payload: Uint8Array, nowMs: number): void {
    const seconds = this.#policy.lockSeconds(payload[0] ?? 0);
    if (seconds === undefined) {
      this.#refuse(channel, hidErrorCode.INVALID_PAR, nowMs);
      return;
    }
    this.#channels.lock(channel, seconds, nowMs);
    this.#responder.notice?.('lock', { transport: 'usb', channel });
    this.#tell(seconds === 0 ? 'unlocked' : 'locked', channel, nowMs, seconds);
    this.#sender.answer(channel, hidCommand.LOCK, new Uint8Array(0));
  }

  #onCbor(channel: number, request: Uint8Array, nowMs: number): void {
    this.#abort(nowMs);
    this.#tell('began', channel, nowMs, hidCommand.CBOR);
    const isCancelled = this.#rememberedCancel;
    this.#rememberedCancel = false;
    const beginsMs = nowMs + this.profile.processingMs;
    const nextKeepaliveMs = this.#keepaliveAfter(nowMs);
    const running = { channel, request, work: undefined, beginsMs, nextKeepaliveMs, nextPollMs: beginsMs, isCancelled };
    this.#running = running;
    if (beginsMs <= nowMs) this.#run(running, nowMs);
  }

  #run(running: Running, nowMs: number): void {
    const request = this.#policy.ctap2Request(running.request);
    const interaction = this.#responder.ctap2(request, { transport: 'usb', channel: running.channel });
    const work = new Work(interaction, this.#presence, (timeoutMs) => this.#policy.userTimeoutMs(timeoutMs));
    running.work = work;
    const answer = running.isCancelled ? work.cancel(this.#policy.cancelOutcome(), nowMs) : work.begin(nowMs);
    this.#goOn(running, answer, 0, nowMs);
  }

  /** After the work went on: announces waits begun since, sends the answer if there is one, plans the next wake if not. */
  #goOn(running: Running, answer: Uint8Array | undefined, waitsBefore: number, nowMs: number): void {
    const work = running.work;
    if (work === undefined) return;
    if (work.waits > waitsBefore && !running.isCancelled && this.#policy.announcesWait()) {
      running.nextKeepaliveMs = nowMs;
      this.#keepAlive(running, nowMs);
    }
    if (answer !== undefined) {
      this.#answer(running, answer, nowMs);
      return;
    }
    this.#keepAlive(running, nowMs);
    running.nextPollMs = Math.min(nowMs + this.profile.keepaliveMs, work.wait?.endsMs ?? Number.POSITIVE_INFINITY);
    if (running.nextPollMs <= nowMs) running.nextPollMs = nowMs + 1;
  }

  #answer(running: Running, answer: Uint8Array, nowMs: number): void {
    this.#running = undefined;
    this.#tell('answered', running.channel, nowMs, hidCommand.CBOR);
    if (running.isCancelled && !this.#policy.answersCancelled()) return;
    this.#sender.answer(running.channel, hidCommand.CBOR, this.#policy.ctap2Response(answer, running.request));
  }

  #onCancel(channel: number, nowMs: number): void {
    const running = this.#running;
    if (running === undefined) {
      const code = this.#policy.idleCancelError();
      if (code !== undefined) this.#refuse(channel, code, nowMs);
      this.#rememberedCancel = this.#policy.remembersIdleCancel();
      return;
    }
    if (running.isCancelled || !this.#policy.cancels(channel, running.channel)) return;
    running.isCancelled = true;
    this.#tell('cancelled', running.channel, nowMs);
    const own = this.#policy.cancelAnswer();
    if (own !== undefined) this.#sender.answer(running.channel, hidCommand.CBOR, own);
    if (running.work !== undefined) {
      this.#answer(running, running.work.cancel(this.#policy.cancelOutcome(), nowMs), nowMs);
    }
  }

  #abort(nowMs: number): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.work?.abort();
    this.#tell('aborted', running.channel, nowMs);
  }

  #tell(kind: HidEvent['kind'], channel: number, nowMs: number, detail?: number): void {
    this.#onEvent?.(detail === undefined ? { kind, channel, nowMs } : { kind, channel, nowMs, detail });
  }
}
