import type { Session } from '../../../../conformance/engine/session.ts';
import type { Powers } from '../../../../conformance/vocabulary/device.ts';
import type { RunEvent } from '../../../../conformance/vocabulary/event.ts';
import type { JudgeProfile } from '../../../../conformance/vocabulary/judge-profile.ts';
import type { RuleResult } from '../../../../conformance/vocabulary/verdict.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import { VirtualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { TransportError } from '../../../../src/errors/transport-error.ts';
import type { ExchangeOptions } from '../../../../src/transport/ports.ts';

/** What a fake key did and what it shall do. */
export interface FakeKey {
  /** Command bytes in the order in which they came, `power` for a power cycle, `reopen` for a reopened link. */
  readonly log: (number | 'power' | 'reopen')[];
  /** Answers a command other than getInfo and reset; by default CTAP2_OK alone. */
  answer: (request: Uint8Array, options: ExchangeOptions) => Uint8Array | Promise<Uint8Array>;
  /** Silent until the next power cycle. */
  isSilent: boolean;
  /** Stays silent after a power cycle too. */
  isDead: boolean;
  hasPin: boolean;
}

/** Every power there is, in virtual time. */
export const allPowers: Powers = {
  wires: ['hid', 'card'],
  virtualTime: true,
  longestWaitMs: Number.POSITIVE_INFINITY,
  presence: 'controlled',
  powerCycle: true,
  reset: true,
  pin: true,
  write: true,
  channels: true,
};

export const everyRule: JudgeProfile = { id: 'all', title: 'All', says: 'Everything.', includes: ['*'], requires: [] };

/** A session whose key knows getInfo and reset, and what a test adds. */
export function fakeSession(
  powers: Partial<Powers> = {},
  more: Partial<Session> = {},
): { session: Session; key: FakeKey } {
  const clock = new VirtualClock();
  const key: FakeKey = { log: [], answer: () => Uint8Array.of(0), isSilent: false, isDead: false, hasPin: false };
  const frames: string[] = [];
  const info = (): Uint8Array =>
    encodeCbor(
      new Map<number, never>(
        Object.entries({
          1: ['FIDO_2_1'],
          3: new Uint8Array(16).fill(7),
          4: new Map([
            ['rk', true],
            ['clientPin', key.hasPin],
          ]),
          6: [1],
        }).map(([member, value]) => [Number(member), value as never]),
      ),
    );
  const ctap2 = async (request: Uint8Array, options: ExchangeOptions = {}): Promise<Uint8Array> => {
    key.log.push(request[0]!);
    frames.push(`-> ${request[0]}`);
    if (key.isSilent || key.isDead) {
      await clock.sleep(options.silenceMs ?? 1000);
      throw new TransportError('fake', 'receive', 'silence', 'no answer in time');
    }
    if (request[0] === 0x04) return Uint8Array.of(0, ...info());
    if (request[0] === 0x07) {
      key.hasPin = false;
      return Uint8Array.of(0);
    }
    return key.answer(request, options);
  };
  const session: Session = {
    uri: 'fake:key',
    transport: 'fake',
    env: { clock, random: seededRandom(1) },
    powers: { ...allPowers, ...powers },
    link: {
      name: 'fake',
      transport: 'usb',
      ctap2,
      ctap1: async () => Uint8Array.of(0x90, 0x00),
      reopen: async () => {
        key.log.push('reopen');
        if (key.isSilent || key.isDead) throw new TransportError('fake', 'open', 'silence', 'no answer to INIT');
      },
      close: async () => undefined,
    },
    allow: { reset: true, pin: true, write: true },
    powerCycle: async () => {
      key.log.push('power');
      key.isSilent = false;
    },
    setTouch: () => undefined,
    transcript: () => frames.slice(-8),
    forgetTranscript: () => frames.splice(0),
    close: async () => undefined,
    ...more,
  };
  return { session, key };
}

/** Remembers events and finds results among them. */
export function heard(): {
  events: RunEvent[];
  listener: (event: RunEvent) => void;
  result: (id: string) => RuleResult;
} {
  const events: RunEvent[] = [];
  return {
    events,
    listener: (event) => events.push(event),
    result: (id) => {
      for (const event of events) if (event.kind === 'ruleFinished' && event.result.id === id) return event.result;
      throw new Error(`no result of ${id}`);
    },
  };
}
