import { DecodeError } from '../../errors/decode-error.ts';
import type { Describer, Frame } from '../frame.ts';
import { frameLead, shortHex } from '../frame.ts';
import type { CommandApdu } from './apdu.ts';
import { parseApdu, parseResponse } from './apdu.ts';
import { CHAINING_BIT, isoInstruction, NFCCTAP_CLASS, nfcctapInstruction } from './fido-applet.ts';
import { statusWord, statusWordName } from './status-word.ts';

/** APDUs in words, one line each. Never throws. */
export function cardLines(frames: readonly Frame[], describer: Describer): string[] {
  const startMs = frames[0]?.atMs ?? 0;
  let asked: number | undefined;
  return frames.map((frame) => {
    const lead = frameLead(frame, startMs);
    if (frame.direction === 'in') return `${lead} ${responseInWords(frame.bytes, asked, describer)}`;
    const apdu = parsed(frame.bytes);
    if (apdu === undefined) return `${lead} ${shortHex(frame.bytes)} (no APDU)`;
    const isMessage = apdu.cla === NFCCTAP_CLASS && apdu.ins === nfcctapInstruction.MSG;
    if (isMessage) asked = apdu.data[0];
    else if (apdu.cla !== NFCCTAP_CLASS || apdu.ins !== nfcctapInstruction.GETRESPONSE) asked = undefined;
    return `${lead} ${apduName(apdu)}${isMessage ? ` ${describer.request(apdu.data)}` : dataOf(apdu)}`;
  });
}

function parsed(bytes: Uint8Array): CommandApdu | undefined {
  try {
    return parseApdu(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** What a command is called, and its header: `NFCCTAP_MSG (80 10 00 00)`. */
export function apduName({ cla, ins, p1, p2 }: CommandApdu): string {
  const header = `${hex(cla)} ${hex(ins)} ${hex(p1)} ${hex(p2)}`;
  if (ins === isoInstruction.SELECT) return `SELECT (${header})`;
  if (ins === isoInstruction.GET_RESPONSE) return `GET RESPONSE (${header})`;
  if ((cla & ~CHAINING_BIT) !== NFCCTAP_CLASS) return `APDU ${header}`;
  const name = {
    [nfcctapInstruction.MSG]: 'MSG',
    [nfcctapInstruction.GETRESPONSE]: 'GETRESPONSE',
    [nfcctapInstruction.CONTROL]: 'CONTROL',
  }[ins];
  const part = (cla & CHAINING_BIT) === 0 ? '' : ', more to come';
  return name === undefined ? `APDU ${header}` : `NFCCTAP_${name} (${header}${part})`;
}

function dataOf(apdu: CommandApdu): string {
  return apdu.data.length === 0 ? '' : ` ${shortHex(apdu.data)}`;
}

function responseInWords(bytes: Uint8Array, asked: number | undefined, describer: Describer): string {
  if (bytes.length < 2) return `${shortHex(bytes)} (no response APDU)`;
  const { data, sw } = parseResponse(bytes);
  if (data.length === 0) return statusWordName(sw);
  const words = asked !== undefined && sw === statusWord.OK ? describer.response(asked, data) : shortHex(data);
  return `${statusWordName(sw)} ${words}`;
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}
