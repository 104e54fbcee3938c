import type { CardRunner } from '../../../../simulators/endpoints/card-runner.ts';
import { createOathCard, OATH_AID, type OathCardOptions } from '../../../../simulators/oath-card/oath-card.ts';
import { tlv } from '../../../../simulators/oath-card/tlv.ts';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { hmac } from '../../../../src/crypto/hmac.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { encodeApdu, parseResponse } from '../../../../src/transport/card/apdu.ts';

/** A response with all that SEND REMAINING gave, and the status word in hexadecimal. */
export interface Answer {
  readonly data: Uint8Array;
  readonly sw: string;
}

/** Parts of an APDU to a card. */
export interface Request {
  readonly cla?: number;
  readonly ins: number;
  readonly p1?: number;
  readonly p2?: number;
  readonly data?: Uint8Array;
  readonly le?: number;
}

/** A host that knows as much of the protocol as the tests need. */
export class YkoathHost {
  readonly card: CardRunner;

  constructor(card: CardRunner) {
    this.card = card;
  }

  raw(apdu: Uint8Array): Answer {
    const { data, sw } = parseResponse(this.card.transmit(apdu, 0));
    return { data, sw: sw.toString(16).padStart(4, '0') };
  }

  /** One command, one response. */
  one(request: Request): Answer {
    const { cla = 0, ...parts } = request;
    return this.raw(encodeApdu({ cla, ...parts }, (parts.data?.length ?? 0) > 255 ? 'extended' : 'short'));
  }

  /** A command with all of its answer. */
  all(request: Request): Answer {
    let answer = this.one(request);
    let { data } = answer;
    while (answer.sw.startsWith('61')) {
      answer = this.one({ ins: 0xa5 });
      data = concat(data, answer.data);
    }
    return { data, sw: answer.sw };
  }

  select(): Answer {
    return this.one({ ins: 0xa4, p1: 0x04, data: OATH_AID });
  }

  put(name: string | Uint8Array, options: Partial<Put> = {}): string {
    return this.one({ ins: 0x01, data: putData(name, options) }).sw;
  }

  calculate(name: string, challenge: Uint8Array = new Uint8Array(0), p2 = 1): Answer {
    return this.one({ ins: 0xa2, p2, data: concat(tlv(0x71, utf8(name)), tlv(0x74, challenge)) });
  }

  names(): string[] {
    const { data } = this.all({ ins: 0xa1 });
    const names: string[] = [];
    for (let at = 0; at < data.length; at += 2 + data[at + 1]!) {
      names.push(new TextDecoder().decode(data.subarray(at + 3, at + 2 + data[at + 1]!)));
    }
    return names;
  }

  /** SET CODE with its proof. */
  setCode(key: Uint8Array): string {
    const challenge = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const data = concat(
      tlv(0x73, Uint8Array.of(0x21), key),
      tlv(0x74, challenge),
      tlv(0x75, hmac('sha1', key, challenge)),
    );
    return this.one({ ins: 0x03, data }).sw;
  }

  /** VALIDATE of the challenge that SELECT gave; whether the card proved itself too. */
  validate(selected: Uint8Array, key: Uint8Array): { sw: string; isMutual: boolean } {
    const at = selected.findIndex((byte, index) => byte === 0x74 && selected[index + 1] === 8 && index > 12);
    const own = Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1);
    const data = concat(tlv(0x75, hmac('sha1', key, selected.subarray(at + 2, at + 10))), tlv(0x74, own));
    const answer = this.one({ ins: 0xa3, data });
    const expected = tlv(0x75, hmac('sha1', key, own));
    return { sw: answer.sw, isMutual: Buffer.from(answer.data).equals(Buffer.from(expected)) };
  }
}

/** What PUT takes. */
export interface Put {
  readonly algorithm: number;
  readonly digits: number;
  readonly key: Uint8Array;
  readonly property: number;
  readonly counter: number;
}

/** RFC 4226's and RFC 6238's secret. */
export const rfcSecret: Uint8Array = utf8('12345678901234567890');

/** The data of PUT: TOTP, SHA-1, six digits, RFC 6238's secret unless given. */
export function putData(name: string | Uint8Array, options: Partial<Put> = {}): Uint8Array {
  const { algorithm = 0x21, digits = 6, key = rfcSecret, property, counter } = options;
  return concat(
    tlv(0x71, typeof name === 'string' ? utf8(name) : name),
    tlv(0x73, Uint8Array.of(algorithm, digits), key),
    property === undefined ? new Uint8Array(0) : Uint8Array.of(0x78, property),
    counter === undefined ? new Uint8Array(0) : tlv(0x7a, challengeOf(counter).subarray(4)),
  );
}

/** The 8 bytes of a step. */
export function challengeOf(step: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(step));
  return bytes;
}

/** A selected card and its host. */
export function hostOf(options: Partial<OathCardOptions> = {}): YkoathHost {
  const host = new YkoathHost(createOathCard({ env: { random: seededRandom(1) }, ...options }));
  host.select();
  return host;
}
