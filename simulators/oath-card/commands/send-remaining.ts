import { type OathInstruction, takesNoParameters } from '../context.ts';
import { CardRefusal, oathStatus } from '../status.ts';

/** SEND REMAINING: what is left of the answer before. */
export const sendRemaining: OathInstruction = {
  ins: 0xa5,
  needsCode: true,
  takes: takesNoParameters,
  run: ({ powered }) => {
    if (powered.left.length === 0) throw new CardRefusal(oathStatus.CONDITIONS_NOT_SATISFIED);
    return powered.left;
  },
};
