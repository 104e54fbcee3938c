import type { Session } from '../../conformance/engine/session.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import type { Recording } from '../../src/transport/recording.ts';

/** The session, what happens beside its frames recorded: power, touches, cards brought anew, rules begun. */
export function recordedSession(session: Session, recording: Recording): Session {
  const nowMs = (): number => session.env.clock.nowMs();
  const event = (name: string, detail?: Record<string, unknown>): void => recording.event(nowMs(), name, detail);
  const call = async <T>(name: string, made: () => Promise<T>): Promise<T> => {
    event(name);
    try {
      return await made();
    } catch (error) {
      if (error instanceof TransportError) recording.lost(nowMs(), name, error);
      throw error;
    }
  };
  const { transport, real, unproven, allow, openCard, powerCycle, setTouch } = session;
  let touched = 'grant';
  event('opened', { transport, real: real === true, unproven: unproven === true, allow, powers: session.powers });
  return {
    ...session,
    begin: (ruleId) => {
      event('rule', { id: ruleId });
      session.begin?.(ruleId);
    },
    ...(openCard === undefined ? {} : { openCard: () => call('card', () => openCard()) }),
    ...(powerCycle === undefined ? {} : { powerCycle: () => call('power-cycle', () => powerCycle()) }),
    ...(setTouch === undefined
      ? {}
      : {
          setTouch: (manner) => {
            if (manner !== touched) event('touch', { manner });
            touched = manner;
            setTouch(manner);
          },
        }),
    close: async () => {
      event('closed');
      await session.close();
    },
  };
}
