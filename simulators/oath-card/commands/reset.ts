import { nothing, type OathInstruction } from '../context.ts';

/** RESET: credentials and password are gone, and the card has another identifier. Anybody may. */
export const reset: OathInstruction = {
  ins: 0x04,
  needsCode: false,
  takes: ({ p1, p2 }) => p1 === 0xde && p2 === 0xad,
  run: (context) => {
    const { kept, policy, powered, random } = context;
    context.keep({
      deviceId: policy.deviceIdAfterReset(random, kept.deviceId),
      code: undefined,
      credentials: [],
    });
    powered.isValidated = false;
    return nothing;
  },
};
