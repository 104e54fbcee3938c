import { concat } from '../../../src/bytes/bytes.ts';
import type { Token2Instruction } from '../context.ts';
import { encryptSm4 } from '../sm4.ts';
import { Token2Refusal, token2Status } from '../status.ts';

const PROOF_BYTES = 16;

/** AUTHENTICATE: the challenge and eight zeros, encrypted by the device key. A challenge is good for one try. */
export const authenticate: Token2Instruction = {
  ins: 0xce,
  kind: 'plain',
  run: ({ policy, powered, profile }, { data }) => {
    const { challenge } = powered;
    if (challenge === undefined || data.length !== PROOF_BYTES) throw new Token2Refusal(token2Status.WRONG_DATA);
    powered.challenge = undefined;
    const expected = encryptSm4(profile.deviceKey, concat(challenge, new Uint8Array(8)));
    if (!policy.proves(expected, data)) throw new Token2Refusal(token2Status.NOT_AUTHENTICATED);
    powered.isProved = true;
    return new Uint8Array(0);
  },
};
