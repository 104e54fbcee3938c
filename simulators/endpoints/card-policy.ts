import { equalBytes, utf8 } from '../../src/bytes/bytes.ts';
import type { CommandApdu } from '../../src/transport/card/apdu.ts';
import {
  CHAINING_BIT,
  FIDO_AID,
  isoInstruction,
  NFCCTAP_CLASS,
  nfcctapInstruction,
  P1_CANCEL,
  P1_END_SESSION,
  P1_GETRESPONSE_SUPPORTED,
} from '../../src/transport/card/fido-applet.ts';
import { statusWord } from '../../src/transport/card/status-word.ts';
import type { PresenceOutcome } from '../ports/responder.ts';
import type { CardProfile } from './card-profile.ts';

/** Decisions of a key's card side. Pure; a wire fault replaces one of them. `cla` comes without the chaining bit. */
export interface CardPolicy {
  // -- selection (CTAP 2.3 section 11.3.3)
  /** Whether SELECT names our applet. */
  selects(aid: Uint8Array): boolean;
  /** The data of the answer to SELECT. */
  selectAnswer(versions: readonly string[]): Uint8Array;
  /** The status word for an applet that is not here. */
  unknownApplet(): number;
  /** Whether our applet stays selected when another was asked for in vain. */
  staysSelected(): boolean;
  /** Whether SELECT ends a chain that was begun. */
  selectForgetsChain(): boolean;
  /** Whether commands need SELECT first. */
  needsSelection(): boolean;
  /** The status word for a command before SELECT. */
  notSelected(): number;
  /** Whether NFCCTAP_CONTROL with this P1 ends the session. */
  deselects(p1: number, p2: number): boolean;
  /** The status word that answers it. */
  deselectAnswer(): number;

  // -- APDUs (ISO 7816-4, CTAP 2.3 section 11.3.4)
  acceptsForm(apdu: CommandApdu, profile: CardProfile): boolean;
  acceptsClass(cla: number): boolean;
  acceptsInstruction(cla: number, ins: number): boolean;
  /** Whether NFCCTAP_MSG may have this P1 and P2. */
  acceptsMessageParameters(p1: number, p2: number): boolean;
  /** The status word for an APDU whose lengths are wrong. */
  wrongLength(): number;
  wrongClass(): number;
  wrongInstruction(): number;
  wrongParameters(): number;
  /** Whether `next` goes on with the chain that `begun` began. */
  continuesChain(begun: CommandApdu, next: CommandApdu): boolean;
  /** Most bytes that a chain may gather. */
  chainLimit(profile: CardProfile): number;
  /** The status word for a part of a chain that is not the last. */
  chainAnswer(): number;
  /** Bytes of the next response when `left` are left and the client takes `ne`. */
  chunkLength(ne: number, left: number, apdu: CommandApdu, profile: CardProfile): number;
  /** The status word of a response after which `left` bytes are left. */
  moreData(left: number): number;
  /** The status word for GET RESPONSE with nothing left. */
  nothingLeft(): number;
  /** Whether GET RESPONSE with this Le is answered 6Cxx. */
  insistsOnLe(le: number | undefined, left: number, profile: CardProfile): boolean;
  /** Whether what is left of an answer is forgotten when another command comes. */
  forgetsAnswer(): boolean;

  // -- CTAP over it (section 11.3.5)
  /** Whether a wait may be told with 9100. */
  tellsWait(p1: number, profile: CardProfile): boolean;
  /** Data and status word that tell it. */
  waitAnswer(): { readonly data: Uint8Array; readonly sw: number };
  /** Whether NFCCTAP_GETRESPONSE with this P1 cancels. */
  cancels(p1: number): boolean;
  /** What a cancelled wait tells the authenticator. */
  cancelOutcome(): PresenceOutcome;
  /** The status word for NFCCTAP_GETRESPONSE with nothing under way. */
  nothingUnderWay(): number;
  /** Whether another command ends the one that waits. */
  endsWait(): boolean;
  /** The status word of a CTAP2 answer with this status byte. */
  ctap2StatusWord(status: number): number;
  ctap2Request(request: Uint8Array): Uint8Array;
  ctap2Response(answer: Uint8Array, request: Uint8Array): Uint8Array;
  ctap1Response(answer: Uint8Array, apdu: Uint8Array): Uint8Array;
  userTimeoutMs(timeoutMs: number): number;

  // -- power
  /** What survives the field: nothing. */
  survivesPowerCycle(): { readonly selection: boolean; readonly chain: boolean; readonly answer: boolean };
}

const U2F_V2 = utf8('U2F_V2');
const FIDO_2_0 = utf8('FIDO_2_0');
const FIRST_U2F_INSTRUCTION = 0x01;
const LAST_U2F_INSTRUCTION = 0x03;

/** The sound decisions. */
export const soundCardPolicy: CardPolicy = {
  selects: (aid) => equalBytes(aid, FIDO_AID),
  selectAnswer: (versions) => (versions.includes('U2F_V2') ? U2F_V2 : FIDO_2_0),
  unknownApplet: () => statusWord.FILE_NOT_FOUND,
  staysSelected: () => true,
  selectForgetsChain: () => true,
  needsSelection: () => true,
  notSelected: () => statusWord.CONDITIONS_NOT_SATISFIED,
  deselects: (p1, p2) => p1 === P1_END_SESSION && p2 === 0,
  deselectAnswer: () => statusWord.OK,

  acceptsForm: (apdu, profile) => apdu.form === 'short' || profile.form === 'extended',
  acceptsClass: (cla) => cla === 0x00 || cla === NFCCTAP_CLASS,
  acceptsInstruction: (cla, ins) => {
    if (ins === isoInstruction.GET_RESPONSE) return true;
    if (cla === 0x00) return ins >= FIRST_U2F_INSTRUCTION && ins <= LAST_U2F_INSTRUCTION;
    return (
      ins === nfcctapInstruction.MSG || ins === nfcctapInstruction.GETRESPONSE || ins === nfcctapInstruction.CONTROL
    );
  },
  acceptsMessageParameters: (p1, p2) => (p1 === 0 || p1 === P1_GETRESPONSE_SUPPORTED) && p2 === 0,
  wrongLength: () => statusWord.WRONG_LENGTH,
  wrongClass: () => statusWord.CLA_NOT_SUPPORTED,
  wrongInstruction: () => statusWord.INS_NOT_SUPPORTED,
  wrongParameters: () => statusWord.INCORRECT_P1P2,
  continuesChain: (begun, next) => (begun.cla | CHAINING_BIT) === (next.cla | CHAINING_BIT) && begun.ins === next.ins,
  chainLimit: (profile) => profile.maxMessage,
  chainAnswer: () => statusWord.OK,
  chunkLength: (ne, left, apdu, profile) => Math.min(ne, left, apdu.form === 'extended' ? left : profile.chunkLength),
  moreData: (left) => statusWord.MORE_DATA | (left > 0xff ? 0 : left),
  nothingLeft: () => statusWord.CONDITIONS_NOT_SATISFIED,
  insistsOnLe: (le, left, profile) => profile.insistsOnLe && le !== undefined && le !== 256 && le > left && left < 256,
  forgetsAnswer: () => true,

  tellsWait: (p1, profile) => p1 === P1_GETRESPONSE_SUPPORTED && profile.nfcctapGetResponse,
  waitAnswer: () => ({ data: Uint8Array.of(0x02), sw: statusWord.IN_PROGRESS }),
  cancels: (p1) => p1 === P1_CANCEL,
  cancelOutcome: () => 'cancelled',
  nothingUnderWay: () => statusWord.CONDITIONS_NOT_SATISFIED,
  endsWait: () => true,
  ctap2StatusWord: () => statusWord.OK,
  ctap2Request: (request) => request,
  ctap2Response: (answer) => answer,
  ctap1Response: (answer) => answer,
  userTimeoutMs: (timeoutMs) => timeoutMs,

  survivesPowerCycle: () => ({ selection: false, chain: false, answer: false }),
};
