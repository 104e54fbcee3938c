import { commandName } from '../../src/ctap2/commands.ts';
import { channelName, hidCommand, hidCommandName, parsePacket } from '../../src/transport/hid/packet.ts';
import type { EventLine, FrameLine } from '../../src/transport/transcript-line.ts';
import { BrokenError } from '../exit-code.ts';

/** A run does something else than the run of the transcript did, or needs what was taken out of it: neither accuses the key. */
export class TraceDiffers extends BrokenError {
  constructor(message: string) {
    super(message);
    // Reports show where an error was thrown; what matters here is the line of the transcript.
    this.stack = message;
  }
}

/** A line of a transcript in a few words: `the report 00000001 CBOR authenticatorGetInfo of 1 bytes`. */
export function lineInWords(line: FrameLine | EventLine | undefined): string {
  if (line === undefined) return 'the end of the transcript';
  return line.kind === 'event' ? `the event ${line.event}` : frameInWords(line.wire, line.bytes);
}

/** A report or an APDU in a few words. */
export function frameInWords(wire: 'hid' | 'card', bytes: Uint8Array): string {
  if (wire === 'card') return `the APDU ${Buffer.from(bytes.subarray(0, 5)).toString('hex')}… of ${bytes.length} bytes`;
  const packet = parsePacket(bytes);
  const channel = channelName(packet.channel);
  if (packet.kind === 'continuation') return `the report ${channel} sequence ${packet.sequence}`;
  const named = packet.command === hidCommand.CBOR && packet.length > 0 ? ` ${commandName(packet.data[0]!)}` : '';
  return `the report ${channel} ${hidCommandName(packet.command)}${named} of ${packet.length} bytes`;
}
