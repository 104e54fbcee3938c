import { uint16 } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import type { ApduForm, ApduParts, ResponseApdu } from '../../../src/transport/card/apdu.ts';
import { encodeApdu } from '../../../src/transport/card/apdu.ts';
import { FIDO_AID } from '../../../src/transport/card/fido-applet.ts';
import { statusWord } from '../../../src/transport/card/status-word.ts';
import type { CardPort } from '../../../src/transport/ports.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';

/** A reader that speaks APDUs by hand, so that a rule can break them where it wants. */
export class RawCard {
  readonly port: CardPort;

  constructor({ device }: Pick<RuleContext, 'device'>) {
    if (device.card === undefined) throw new NotApplicable('the target has no ISO 7816 wire');
    this.port = device.card;
  }

  /** One APDU as bytes; data and status word of the answer. */
  async bytes(apdu: Uint8Array): Promise<ResponseApdu> {
    const answer = await this.port.transmit(apdu);
    if (answer.length < 2) throw new Violation('an answer that ends with a status word', `${answer.length} bytes`);
    const sw = (answer[answer.length - 2]! << 8) | answer[answer.length - 1]!;
    return { data: answer.subarray(0, -2), sw };
  }

  /** One APDU from its parts. */
  apdu(parts: ApduParts, form: ApduForm = 'short'): Promise<ResponseApdu> {
    return this.bytes(encodeApdu(parts, form));
  }

  /** SELECT of the FIDO applet. */
  select(): Promise<ResponseApdu> {
    return this.apdu({ cla: 0x00, ins: 0xa4, p1: 0x04, data: FIDO_AID, le: 256 });
  }

  /** SELECT; a key that refuses it is accused. */
  async selected(): Promise<this> {
    const { sw } = await this.select();
    if (sw !== statusWord.OK) throw new Violation('SELECT of the FIDO applet to be answered 9000', swText(sw));
    return this;
  }

  /** A CTAP2 request in one extended APDU. Throws `NotApplicable` on a card that takes short ones only. */
  async extended(request: Uint8Array, p1 = 0x00): Promise<ResponseApdu> {
    const answer = await this.apdu({ cla: 0x80, ins: 0x10, p1, data: request, le: 65_536 }, 'extended');
    if (answer.sw === statusWord.WRONG_LENGTH) throw new NotApplicable('the card takes no extended APDUs');
    return answer;
  }

  /** A CTAP2 request in short APDUs, chained where it is longer than `chunk`; answers are gathered by GET RESPONSE of `ne` bytes. */
  async chained(request: Uint8Array, chunk = 255, ne = 256): Promise<ResponseApdu> {
    let at = 0;
    for (; request.length - at > chunk; at += chunk) {
      const part = await this.apdu({ cla: 0x90, ins: 0x10, data: request.subarray(at, at + chunk) });
      if (part.sw !== statusWord.OK) throw new Violation('a chained part to be answered 9000', swText(part.sw));
    }
    const last = await this.#insisting({ cla: 0x80, ins: 0x10, data: request.subarray(at), le: ne });
    return this.gather(last, ne);
  }

  /** One short APDU, again with the Le that a card insists on (6Cxx, as under T=0). */
  async #insisting(parts: ApduParts): Promise<ResponseApdu> {
    const answer = await this.apdu(parts);
    if (answer.sw >>> 8 !== statusWord.WRONG_LE >>> 8) return answer;
    return this.apdu({ ...parts, le: answer.sw & 0xff || 256 });
  }

  /** Follows 61xx with GET RESPONSE until the answer is whole. */
  async gather(first: ResponseApdu, ne = 256): Promise<ResponseApdu> {
    const parts = [first.data];
    let sw = first.sw;
    for (let round = 0; sw >>> 8 === 0x61; round += 1) {
      if (round > 8000) throw new Violation('61xx to come to an end', 'more than 8000 parts');
      const more = sw & 0xff;
      const next = await this.#insisting({ cla: 0x00, ins: 0xc0, le: more === 0 ? ne : Math.min(more, ne) });
      parts.push(next.data);
      sw = next.sw;
    }
    return { data: Uint8Array.from(parts.flatMap((part) => [...part])), sw };
  }
}

/** A status word as people write it. */
export function swText(sw: number): string {
  return `status word ${toHex(uint16(sw))}`;
}

/** Accuses the key unless it refused: any status word but 9000, 61xx and 9100, and no data. */
export function expectRefusedBy(answer: ResponseApdu, what: string): void {
  const served = answer.sw === statusWord.OK || answer.sw >>> 8 === 0x61 || answer.sw >>> 8 === 0x91;
  if (served) throw new Violation(`${what} to be refused`, `${swText(answer.sw)} with ${answer.data.length} bytes`);
}
