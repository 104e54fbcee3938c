import type { Token2Instruction } from '../context.ts';

/** GET CHALLENGE: 8 bytes, for one proof. What was proved before is not any more. */
export const getChallenge: Token2Instruction = {
  ins: 0x4b,
  kind: 'plain',
  p1: 0x08,
  run: ({ policy, powered, random }) => {
    const challenge = policy.challenge(random);
    powered.challenge = challenge;
    powered.isProved = false;
    return challenge;
  },
};
