import { readUint32 } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import type { Describer, Frame } from '../frame.ts';
import { frameLead, shortHex } from '../frame.ts';
import type { HidMessage } from './assembler.ts';
import { HidAssembler } from './assembler.ts';
import type { Packet } from './packet.ts';
import { channelName, hidCommand, hidCommandName, hidErrorName, parsePacket } from './packet.ts';

/** A message of which some packets are known. */
interface Open {
  readonly assembler: HidAssembler;
  readonly slot: number;
  readonly lead: string;
  packets: number;
}

/** Reports in words, one line a message, in the order in which the messages began. Never throws. */
export function hidLines(frames: readonly Frame[], describer: Describer): string[] {
  const lines: string[] = [];
  const open = new Map<string, Open>();
  const asked = new Map<number, number>();
  const startMs = frames[0]?.atMs ?? 0;
  for (const frame of frames) {
    const lead = frameLead(frame, startMs);
    if (frame.bytes.length < 8) {
      lines.push(`${lead} ${shortHex(frame.bytes)}`);
      continue;
    }
    const packet = parsePacket(frame.bytes);
    const key = `${frame.direction}${packet.channel}`;
    if (packet.kind === 'init') {
      open.set(key, { assembler: new HidAssembler(), slot: lines.length, lead, packets: 0 });
      lines.push(`${lead} ${headOf(packet)}, of which one packet is here`);
    }
    const known = open.get(key);
    const outcome = known === undefined ? 'stray' : accept(known, packet);
    if (outcome === undefined || known === undefined) {
      if (known === undefined) lines.push(`${lead} ${headOf(packet)}`);
      continue;
    }
    open.delete(key);
    if (outcome === 'stray') {
      lines.push(`${lead} ${headOf(packet)} (out of order)`);
      continue;
    }
    const packets = known.packets === 1 ? '' : ` in ${known.packets} packets`;
    const words = hidMessageInWords(outcome, frame.direction, describer, asked);
    lines[known.slot] = `${known.lead} ${channelName(outcome.channel)} ${words}${packets}`;
  }
  return lines;
}

function accept(open: Open, packet: Packet): HidMessage | 'stray' | undefined {
  open.packets += 1;
  try {
    return open.assembler.accept(packet);
  } catch (error) {
    if (error instanceof DecodeError) return 'stray';
    throw error;
  }
}

function headOf(packet: Packet): string {
  const channel = channelName(packet.channel);
  if (packet.kind === 'continuation') return `${channel} sequence ${packet.sequence}`;
  return `${channel} ${hidCommandName(packet.command)} ${packet.length} bytes`;
}

/** A whole message in words: its command, then what it carries. `asked` holds the last CTAP2 command of each channel. */
export function hidMessageInWords(
  message: HidMessage,
  direction: Frame['direction'],
  describer: Describer,
  asked: Map<number, number>,
): string {
  const { channel, command, payload } = message;
  const name = hidCommandName(command);
  switch (command) {
    case hidCommand.CBOR:
      if (direction === 'out') {
        asked.set(channel, payload[0] ?? 0);
        return `${name} ${describer.request(payload)}`;
      }
      return `${name} ${describer.response(asked.get(channel) ?? 0, payload)}`;
    case hidCommand.INIT:
      return `${name} ${initInWords(payload)}`;
    case hidCommand.ERROR:
      return `${name} ${hidErrorName(payload[0] ?? 0)}`;
    case hidCommand.KEEPALIVE:
      return `${name} ${payload[0] === 2 ? 'user presence needed' : payload[0] === 1 ? 'processing' : shortHex(payload)}`;
    default:
      return payload.length === 0 ? name : `${name} ${shortHex(payload)}`;
  }
}

function initInWords(payload: Uint8Array): string {
  const nonce = `nonce ${toHex(payload.subarray(0, 8))}`;
  if (payload.length < 17) return nonce;
  const capabilities = `capabilities 0x${payload[16]!.toString(16).padStart(2, '0')}`;
  return `${nonce}, channel ${channelName(readUint32(payload, 8))}, protocol ${payload[12]}, ${capabilities}`;
}
