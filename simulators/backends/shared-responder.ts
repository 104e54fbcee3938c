import type { Interaction, Responder } from '../ports/responder.ts';

/** One side of a key that has several: USB HID, card. */
export interface SharedResponder {
  /** A side; `losesPower` says whether a loss of power on that side is one of the whole key. */
  side(losesPower: boolean): Responder;
}

const KEEPALIVE_CANCEL = 0x2d;

/**
 * Lets several endpoints speak for one key, which does one thing at a time: a command on one side ends the one under way on
 * another, which then answers CTAP2_ERR_KEEPALIVE_CANCEL.
 */
export function shareResponder(responder: Responder): SharedResponder {
  let current: Interaction | undefined;

  function* guarded(begin: () => Interaction): Interaction {
    current?.return(new Uint8Array(0));
    const interaction = begin();
    current = interaction;
    try {
      let step = interaction.next('granted');
      while (step.done !== true) {
        const outcome = yield step.value;
        if (current !== interaction) return Uint8Array.of(KEEPALIVE_CANCEL);
        step = interaction.next(outcome);
      }
      return step.value;
    } finally {
      interaction.return(new Uint8Array(0));
      if (current === interaction) current = undefined;
    }
  }

  return {
    side: (losesPower) => ({
      ctap2: (request, via) => guarded(() => responder.ctap2(request, via)),
      ctap1: (apdu, via) => responder.ctap1(apdu, via),
      powerCycle: () => {
        if (losesPower) responder.powerCycle();
      },
      notice: (event, via) => responder.notice?.(event, via),
    }),
  };
}
