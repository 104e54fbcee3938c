import type { InitPacket, Packet } from '../../src/transport/hid/packet.ts';
import { BROADCAST_CHANNEL, hidCommand, hidErrorCode } from '../../src/transport/hid/packet.ts';
import type { HidChannels } from './hid-channels.ts';
import type { HidPolicy } from './hid-policy.ts';
import type { HidProfile } from './hid-profile.ts';

/** A message that is being put together. */
interface Assembly {
  readonly channel: number;
  readonly command: number;
  readonly payload: Uint8Array;
  filled: number;
  sequence: number;
  deadlineMs: number | undefined;
}

/** Where whole messages go. */
export interface HidCommands {
  /** The channel whose command is under way. */
  occupant(): number | undefined;
  execute(channel: number, command: number, payload: Uint8Array, nowMs: number): void;
  cancel(channel: number, nowMs: number): void;
  refuse(channel: number, code: number, nowMs: number): void;
}

/** Judges the packets that a key receives and puts them together, one message at a time. */
export class HidIntake {
  readonly #profile: HidProfile;
  readonly #policy: HidPolicy;
  readonly #channels: HidChannels;
  readonly #commands: HidCommands;
  #assembly: Assembly | undefined;

  constructor(profile: HidProfile, policy: HidPolicy, channels: HidChannels, commands: HidCommands) {
    this.#profile = profile;
    this.#policy = policy;
    this.#channels = channels;
    this.#commands = commands;
  }

  /** When the unfinished message lapses, if there is one. */
  get deadlineMs(): number | undefined {
    return this.#assembly?.deadlineMs;
  }

  /** The channel of the unfinished message, if there is one. */
  get channel(): number | undefined {
    return this.#assembly?.channel;
  }

  /** Forgets the unfinished message. */
  drop(): void {
    this.#assembly = undefined;
  }

  /** Takes the next packet. */
  accept(packet: Packet, nowMs: number): void {
    if (packet.kind === 'init') this.#onFirst(packet, nowMs);
    else this.#onContinuation(packet, nowMs);
  }

  #onFirst(packet: InitPacket, nowMs: number): void {
    const { channel, command } = packet;
    const policy = this.#policy;
    if (!policy.acceptsChannel(channel, command, this.#channels.isLive(channel), this.#profile.channels)) {
      this.#commands.refuse(channel, hidErrorCode.INVALID_CHANNEL, nowMs);
      return;
    }
    if (channel !== BROADCAST_CHANNEL && this.#profile.channels === 'lenient') this.#channels.adopt(channel);
    if (command === hidCommand.CANCEL) {
      this.#commands.cancel(channel, nowMs);
      return;
    }
    if (this.#assembly?.channel === channel && command !== hidCommand.INIT) {
      const way = policy.onInitMidMessage(command);
      if (way === 'ignore') return;
      this.#assembly = undefined;
      if (way === 'invalid-seq') {
        this.#commands.refuse(channel, hidErrorCode.INVALID_SEQ, nowMs);
        return;
      }
    }
    const refusal = this.#refusal(packet, nowMs);
    if (refusal !== undefined) {
      if (refusal === hidErrorCode.CHANNEL_BUSY && this.#policy.forgetsMessageWhenBusy()) this.#assembly = undefined;
      this.#commands.refuse(channel, refusal, nowMs);
    } else if (packet.data.length === packet.length)
      this.#commands.execute(channel, command, packet.data.slice(), nowMs);
    else this.#assemble(packet, nowMs);
  }

  #refusal({ channel, command, length, data }: Packet & { kind: 'init' }, nowMs: number): number | undefined {
    const policy = this.#policy;
    const occupiedBy = this.#assembly?.channel ?? this.#commands.occupant();
    if (policy.isBusy(channel, command, { occupiedBy, lockedBy: this.#channels.lockedBy(nowMs) })) {
      return hidErrorCode.CHANNEL_BUSY;
    }
    if (!policy.knowsCommand(command, this.#profile)) return hidErrorCode.INVALID_CMD;
    if (!policy.acceptsLength(command, length, this.#profile.maxMessage)) return hidErrorCode.INVALID_LEN;
    const other = this.#assembly !== undefined && this.#assembly.channel !== channel;
    return other && data.length < length ? hidErrorCode.CHANNEL_BUSY : undefined;
  }

  #assemble({ channel, command, length, data }: InitPacket, nowMs: number): void {
    const payload = new Uint8Array(length);
    payload.set(data);
    this.#assembly = { channel, command, payload, filled: data.length, sequence: 0, deadlineMs: this.#deadline(nowMs) };
  }

  #deadline(nowMs: number): number | undefined {
    const timeoutMs = this.#policy.transactionTimeoutMs(this.#profile);
    return timeoutMs === undefined ? undefined : nowMs + timeoutMs;
  }

  #onContinuation({ channel, sequence, data }: Packet & { kind: 'continuation' }, nowMs: number): void {
    const assembly = this.#assembly;
    if (assembly === undefined || assembly.channel !== channel) {
      const code = this.#policy.strayContinuationError();
      if (code !== undefined) this.#commands.refuse(channel, code, nowMs);
      return;
    }
    if (!this.#policy.acceptsSequence(assembly.sequence, sequence)) {
      this.#assembly = undefined;
      this.#commands.refuse(channel, hidErrorCode.INVALID_SEQ, nowMs);
      return;
    }
    const part = data.subarray(0, assembly.payload.length - assembly.filled);
    assembly.payload.set(part, assembly.filled);
    assembly.filled += part.length;
    assembly.sequence += 1;
    assembly.deadlineMs = this.#deadline(nowMs);
    if (assembly.filled < assembly.payload.length) return;
    this.#assembly = undefined;
    this.#commands.execute(
      channel,
      assembly.command,
      this.#policy.assembled(assembly.command, assembly.payload),
      nowMs,
    );
  }
}
