import type { Token2Instruction } from '../context.ts';
import { decryptSm4 } from '../sm4.ts';
import { Token2Refusal, token2Status } from '../status.ts';

const BLOCK = 16;
const MOST_CIPHER = 64;
const MOST_SEED = 63;

/** WRITE SEED: 1 to 63 bytes, padded and encrypted by the device key. No command reads it back. */
export const writeSeed: Token2Instruction = {
  ins: 0xc5,
  kind: 'secured',
  p1: 0x01,
  run: (context, { data }) => {
    const { policy, profile } = context;
    const isWhole = data.length > 0 && data.length <= MOST_CIPHER && data.length % BLOCK === 0;
    if (!isWhole) throw new Token2Refusal(token2Status.WRONG_DATA);
    const seed = policy.seedOf(decryptSm4(profile.deviceKey, data));
    if (seed.length === 0 || seed.length > MOST_SEED) throw new Token2Refusal(token2Status.WRONG_DATA);
    context.writeSeed(seed);
    return new Uint8Array(0);
  },
};
