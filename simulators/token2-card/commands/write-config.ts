import { readUint32 } from '../../../src/bytes/bytes.ts';
import type { Token2Instruction } from '../context.ts';
import { Token2Refusal, token2Status } from '../status.ts';

const LENGTH = 19;
/** The bytes of tags and lengths, by their place. */
const FRAME = [
  [0, 0x81],
  [1, 0x11],
  [2, 0x1f],
  [3, 0x01],
  [5, 0x0f],
  [6, 0x04],
  [11, 0x86],
  [12, 0x06],
  [13, 0x0a],
  [14, 0x01],
  [16, 0x0d],
  [17, 0x01],
] as const;
const displays = [15, 30, 60, 120] as const;
const hashes = { 1: 'SHA1', 2: 'SHA256' } as const;
const periods = { 30: 30, 60: 60 } as const;

/** WRITE CONFIG: how long the display stays lit, the time, the hash and the step, all at once. */
export const writeConfig: Token2Instruction = {
  ins: 0xd4,
  kind: 'secured',
  run: (context, { data }) => {
    const isFramed = data.length === LENGTH && FRAME.every(([at, byte]) => data[at] === byte);
    if (!isFramed) throw new Token2Refusal(token2Status.WRONG_DATA);
    const displaySeconds = displays[data[4]!];
    const hash = hashes[data[15] as 1];
    const periodSeconds = periods[data[18] as 0x1e];
    if (displaySeconds === undefined || hash === undefined || periodSeconds === undefined)
      throw new Token2Refusal(token2Status.WRONG_DATA);
    const { policy, profile } = context;
    context.writeConfig({ displaySeconds, hash, periodSeconds }, readUint32(data, 7), policy.erasesSeed(profile));
    return new Uint8Array(0);
  },
};
