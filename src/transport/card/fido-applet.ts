/** AID of the FIDO applet (CTAP 2.3 section 11.3.3). */
export const FIDO_AID = Uint8Array.of(0xa0, 0x00, 0x00, 0x06, 0x47, 0x2f, 0x00, 0x01);

/** Instructions of ISO 7816-4 that the applet takes part in. */
export const isoInstruction = { SELECT: 0xa4, GET_RESPONSE: 0xc0 } as const;

/** Instructions of class 0x80 (CTAP 2.3 section 11.3.5). */
export const nfcctapInstruction = { MSG: 0x10, GETRESPONSE: 0x11, CONTROL: 0x12 } as const;

/** CLA of the NFCCTAP commands. */
export const NFCCTAP_CLASS = 0x80;
/** CLA bit of a command that has more parts to come. */
export const CHAINING_BIT = 0x10;
/** P1 of NFCCTAP_MSG: the client understands 9100 and NFCCTAP_GETRESPONSE. */
export const P1_GETRESPONSE_SUPPORTED = 0x80;
/** P1 of NFCCTAP_GETRESPONSE: end the command under way. */
export const P1_CANCEL = 0x11;
/** P1 of NFCCTAP_CONTROL: the client ends its use of the applet. */
export const P1_END_SESSION = 0x01;
