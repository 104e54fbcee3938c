import { concat, uint32, utf8 } from '../../../src/bytes/bytes.ts';
import type { Token2Instruction } from '../context.ts';

/** GET INFO: serial number and the time of the card's clock. Anybody may ask. */
export const getInfo: Token2Instruction = {
  ins: 0x41,
  kind: 'plain',
  run: ({ kept: { serial }, token }) =>
    concat(
      new Uint8Array(3),
      Uint8Array.of(serial.length),
      utf8(serial),
      new Uint8Array(2),
      uint32(Math.floor(token.inspect().tokenSeconds)),
    ),
};
