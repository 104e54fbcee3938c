import { concat, uint16, uint32, utf8 } from '../../src/bytes/bytes.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { type CommandApdu, encodeResponse, parseApdu } from '../../src/transport/card/apdu.ts';
import { type CardLogic, CardRunner } from '../endpoints/card-runner.ts';
import { neverPresent } from '../ports/presence.ts';
import { type OathCardProfile, versionName } from './profile.ts';
import { CardRefusal, oathStatus } from './status.ts';
import { tlv } from './tlv.ts';

/** The name by which the management applet is selected. */
export const MANAGEMENT_AID: Uint8Array = fromHex('a000000527471117');

const SELECT = 0xa4;
const BY_NAME = 0x04;
const READ_CONFIG = 0x1d;
/** Of the applications that a host may know of, the card has OATH alone. */
const OATH_CAPABILITY = 0x0020;
const FORM_KEYCHAIN = 0x01;

/** As little of a management applet as hosts need: which firmware, which serial number, which applications. */
export function createManagementApplet(profile: OathCardProfile): CardRunner {
  return new CardRunner(new ManagementApplet(profile), neverPresent);
}

class ManagementApplet implements CardLogic {
  readonly #profile: OathCardProfile;
  #isSelected = false;

  constructor(profile: OathCardProfile) {
    this.#profile = profile;
  }

  powerCycle(): void {
    this.#isSelected = false;
  }

  receive(bytes: Uint8Array): Uint8Array {
    try {
      return encodeResponse(this.#answer(parseApdu(bytes)), oathStatus.OK);
    } catch (error) {
      const sw = error instanceof CardRefusal ? error.sw : oathStatus.WRONG_LENGTH;
      if (!(error instanceof CardRefusal || error instanceof DecodeError)) throw error;
      return encodeResponse(new Uint8Array(0), sw);
    }
  }

  #answer({ cla, ins, p1, p2, data }: CommandApdu): Uint8Array {
    if (cla !== 0x00) throw new CardRefusal(oathStatus.UNKNOWN_CLASS);
    if (ins === SELECT && p1 === BY_NAME) {
      this.#isSelected = MANAGEMENT_AID.subarray(0, data.length).every((byte, index) => byte === data[index]);
      if (!this.#isSelected || data.length > MANAGEMENT_AID.length) throw new CardRefusal(oathStatus.NO_SUCH_APPLET);
      return utf8(`Touchstone management - FW version ${versionName(this.#profile.firmware)}`);
    }
    if (!this.#isSelected) throw new CardRefusal(oathStatus.CONDITIONS_NOT_SATISFIED);
    if (ins !== READ_CONFIG) throw new CardRefusal(oathStatus.UNKNOWN_INSTRUCTION);
    if (p1 !== 0 || p2 !== 0) throw new CardRefusal(oathStatus.WRONG_PARAMETERS);
    const config = configOf(this.#profile);
    return concat(Uint8Array.of(config.length), config);
  }
}

function configOf({ firmware, serial }: OathCardProfile): Uint8Array {
  const capabilities = uint16(OATH_CAPABILITY);
  return concat(
    tlv(0x01, capabilities),
    tlv(0x02, uint32(serial)),
    tlv(0x03, capabilities),
    tlv(0x04, Uint8Array.of(FORM_KEYCHAIN)),
    tlv(0x05, Uint8Array.from(firmware)),
    tlv(0x0d, capabilities),
    tlv(0x0e, capabilities),
    tlv(0x0a, Uint8Array.of(0)),
  );
}
