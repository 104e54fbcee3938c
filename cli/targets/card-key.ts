import type { Session } from '../../conformance/engine/session.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { systemClock } from '../../src/env/system.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import { openFittingCardLink } from '../../src/transport/card/fitting-link.ts';
import type { CardPort } from '../../src/transport/ports.ts';
import { FrameLog } from './frame-log.ts';
import type { KeyManners } from './key-manners.ts';
import { sameKeyLink } from './same-key-link.ts';
import { TouchCommand } from './touch-command.ts';

/** A key that speaks CTAP over ISO 7816 on a reader of the real world. */
export interface CardKey extends KeyManners {
  readonly port: CardPort;
  /** Brings the card into the state in which no applet is selected. */
  readonly reset: () => Promise<void>;
}

/** A rule that must wait longer than this in real time is not judged. */
const LONGEST_WAIT_MS = 2500;

/** Opens a key on a card for judgement; the port is closed when that fails. Rejects with `TransportError`. */
export async function openCardKey(key: CardKey): Promise<Session> {
  const { port, how, uri, transport, real, powerCycle, reset } = key;
  const env = { clock: systemClock, random: seededRandom(`harness/${how.seed}`) };
  const touch = how.touchCommand === undefined ? undefined : new TouchCommand(how.touchCommand, how);
  const frames = new FrameLog(env.clock, how.recording);
  const card = frames.watchCard(touch === undefined ? port : touch.watchCard(port));
  const allow = real ? how.allow : { reset: true, pin: true, write: true };
  try {
    const link = sameKeyLink(await openFittingCardLink(card, env), key);
    return {
      uri,
      transport,
      real,
      unproven: true,
      env,
      powers: {
        wires: ['card'],
        virtualTime: false,
        longestWaitMs: LONGEST_WAIT_MS,
        presence: touch === undefined ? 'automatic' : 'withheld-or-granted',
        powerCycle: powerCycle !== undefined,
        ...allow,
        channels: false,
      },
      link,
      allow,
      ...(how.pin === undefined ? {} : { pin: how.pin }),
      openCard: async () => {
        await reset();
        return view(card);
      },
      ...(powerCycle === undefined ? {} : { powerCycle }),
      ...(touch === undefined ? {} : { setTouch: (manner) => touch.behave(manner) }),
      transcript: () => frames.lines(),
      forgetTranscript: () => frames.forget(),
      close: async () => {
        touch?.close();
        await port.close();
      },
    };
  } catch (error) {
    touch?.close();
    await port.close();
    throw error;
  }
}

/** The one card, as a port that can be closed while the card stays. */
function view(card: CardPort): CardPort {
  let isOpen = true;
  return {
    name: card.name,
    transmit: async (apdu, timeoutMs) => {
      if (!isOpen) throw new TransportError(card.name, 'closed', 'gone', 'the port is closed');
      return card.transmit(apdu, timeoutMs);
    },
    close: async () => {
      isOpen = false;
    },
  };
}
