import type { Presence } from '../../../../simulators/ports/presence.ts';
import type { Interaction, PresenceOutcome, Responder, Via } from '../../../../simulators/ports/responder.ts';
import { concat, readUint16 } from '../../../../src/bytes/bytes.ts';

/** Commands of the fake authenticator. */
export const fakeCommand = {
  /** A fixed answer of 101 bytes. */
  info: 0x04,
  /** Waits for one touch of at most 30 s. */
  touch: 0x0b,
  /** Gives its parameters back. */
  echo: 0x40,
  /** Waits for two touches. */
  twoTouches: 0x41,
  /** An answer as long as its two parameter bytes say, counted by the status byte. */
  long: 0x42,
  /** Whatever ends its wait, it waits again. */
  stubborn: 0x43,
} as const;

export const infoAnswer = concat(
  Uint8Array.of(0),
  Uint8Array.from({ length: 100 }, (_, index) => index),
);

const statusOf: Record<PresenceOutcome, number> = {
  granted: 0x00,
  declined: 0x27,
  timeout: 0x2f,
  cancelled: 0x2d,
  mismatch: 0x3b,
};

/** A few commands, enough to see what an endpoint does with an authenticator. */
export class FakeResponder implements Responder {
  powerCycles = 0;
  /** Interactions that have not ended. */
  open = 0;
  /** Times that a command began while another was open: must stay 0. */
  overlaps = 0;
  readonly notices: string[] = [];
  readonly seen: Uint8Array[] = [];

  ctap2(request: Uint8Array, _via: Via): Interaction {
    this.seen.push(request);
    return this.#interact(request);
  }

  *#interact(request: Uint8Array): Interaction {
    if (this.open > 0) this.overlaps += 1;
    this.open += 1;
    try {
      switch (request[0]) {
        case fakeCommand.info:
          return infoAnswer;
        case fakeCommand.echo:
          return concat(Uint8Array.of(0), request.subarray(1));
        case fakeCommand.touch:
          return Uint8Array.of(statusOf[yield { gesture: 'touch', timeoutMs: 30_000 }]);
        case fakeCommand.twoTouches: {
          const first = yield { gesture: 'verification', timeoutMs: 10_000 };
          if (first !== 'granted') return Uint8Array.of(statusOf[first]);
          return Uint8Array.of(statusOf[yield { gesture: 'touch', timeoutMs: 30_000 }]);
        }
        case fakeCommand.stubborn:
          for (;;) yield { gesture: 'touch', timeoutMs: 1000 };
        case fakeCommand.long:
          return new Uint8Array(request.length < 3 ? 1 : Math.max(1, readUint16(request, 1)));
        default:
          return Uint8Array.of(0x01);
      }
    } finally {
      this.open -= 1;
    }
  }

  /** INS 03: the version; INS 01: 1000 bytes; any other: the APDU itself. */
  ctap1(apdu: Uint8Array, _via: Via): Uint8Array {
    const ok = Uint8Array.of(0x90, 0x00);
    if (apdu.length < 4) return Uint8Array.of(0x67, 0x00);
    if (apdu[1] === 0x03) return concat(new TextEncoder().encode('U2F_V2'), ok);
    if (apdu[1] === 0x01) return concat(new Uint8Array(1000).fill(7), ok);
    return concat(apdu, ok);
  }

  powerCycle(): void {
    this.powerCycles += 1;
  }

  notice(event: 'wink' | 'lock' | 'init'): void {
    this.notices.push(event);
  }
}

/** A person whose manner can be changed during a wait. */
export class FakePerson implements Presence {
  manner: ReturnType<Presence['poll']> = 'granted';
  /** From this waiting time on the manner is `granted`. */
  touchesAfterMs = Number.POSITIVE_INFINITY;

  poll(_request: unknown, waitedMs: number): ReturnType<Presence['poll']> {
    return waitedMs >= this.touchesAfterMs ? 'granted' : this.manner;
  }
}
