import { DecodeError } from '../../errors/decode-error.ts';
import type { ContinuationPacket, InitPacket, Packet } from './packet.ts';
import { channelName } from './packet.ts';

/** A whole message. */
export interface HidMessage {
  readonly channel: number;
  /** Without bit 7. */
  readonly command: number;
  readonly payload: Uint8Array;
}

/** Puts the packets of one channel together again. One message at a time. */
export class HidAssembler {
  #started: InitPacket | undefined;
  #payload = new Uint8Array(0);
  #filled = 0;
  #sequence = 0;

  /** Whether a message has begun and is not whole. */
  get isMidMessage(): boolean {
    return this.#started !== undefined;
  }

  /**
   * Takes the next packet; gives the message that it completes. A first packet begins anew whatever was there. Throws
   * `DecodeError` for a continuation that nothing began, one out of order or one of another channel; all is forgotten then.
   */
  accept(packet: Packet): HidMessage | undefined {
    return packet.kind === 'init' ? this.#begin(packet) : this.#goOn(packet);
  }

  /** Forgets what was begun. */
  reset(): void {
    this.#started = undefined;
  }

  #begin(packet: InitPacket): HidMessage | undefined {
    this.#started = undefined;
    const { channel, command, length, data } = packet;
    if (data.length >= length) return { channel, command, payload: data.slice(0, length) };
    this.#started = packet;
    this.#payload = new Uint8Array(length);
    this.#payload.set(data);
    this.#filled = data.length;
    this.#sequence = 0;
    return undefined;
  }

  #goOn(packet: ContinuationPacket): HidMessage | undefined {
    const started = this.#started;
    this.#started = undefined;
    const received = `sequence ${packet.sequence} of channel ${channelName(packet.channel)}`;
    if (started === undefined) throw new DecodeError('report', 'the first packet of a message', received);
    if (packet.channel !== started.channel || packet.sequence !== this.#sequence) {
      const expected = `sequence ${this.#sequence} of channel ${channelName(started.channel)}`;
      throw new DecodeError('report', expected, received);
    }
    const part = packet.data.subarray(0, started.length - this.#filled);
    this.#payload.set(part, this.#filled);
    this.#filled += part.length;
    this.#sequence += 1;
    if (this.#filled === started.length) {
      return { channel: started.channel, command: started.command, payload: this.#payload };
    }
    this.#started = started;
    return undefined;
  }
}
