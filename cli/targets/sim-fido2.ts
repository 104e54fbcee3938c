import type { Session } from '../../conformance/engine/session.ts';
import { MemoryCardPort } from '../../simulators/backends/memory-card-port.ts';
import { MemoryReportPort } from '../../simulators/backends/memory-report-port.ts';
import { CardEndpoint } from '../../simulators/endpoints/card-endpoint.ts';
import { cardProfile } from '../../simulators/endpoints/card-profile.ts';
import { HidEndpoint } from '../../simulators/endpoints/hid-endpoint.ts';
import { hidProfile } from '../../simulators/endpoints/hid-profile.ts';
import type { Presence } from '../../simulators/ports/presence.ts';
import type { Env } from '../../src/env/env.ts';
import { VirtualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { openHidLink } from '../../src/transport/hid/hid-link.ts';
import type { Recording } from '../../src/transport/recording.ts';
import { FrameLog } from './frame-log.ts';
import type { OpenHow } from './open-how.ts';
import { scriptedPresence } from './scripted-presence.ts';
import { type SimulatedKey, simulatedKey } from './simulated-key.ts';
import type { SimFido2Target } from './target.ts';

/**
 * Opens the simulated key in process, in virtual time, on both wires. Key and harness draw from the seed of the run, so
 * that a failure replays exactly. Throws `UsageError` for an unknown profile or fault.
 */
export async function openSimFido2(target: SimFido2Target, how: OpenHow): Promise<Session> {
  const clock = new VirtualClock();
  const env: Env = { clock, random: seededRandom(`harness/${how.seed}`) };
  const presence = scriptedPresence();
  const { profile, faults } = target;
  const key = simulatedKey({ profile, faults, seed: target.seed ?? how.seed, clock, presence });
  return inProcessSession({ uri: target.uri, key, presence, clock, env, recording: how.recording });
}

/** A simulated key and its surroundings. */
export interface KeyInProcess {
  readonly uri: string;
  readonly key: SimulatedKey;
  /** The presence that the key was made with. */
  readonly presence: ReturnType<typeof scriptedPresence>;
  /** The clock that the key was made with. */
  readonly clock: VirtualClock;
  /** The harness's own. */
  readonly env: Env;
  readonly recording?: Recording | undefined;
}

/** A key in this process, opened for judgement on both wires. */
export async function inProcessSession(of: KeyInProcess): Promise<Session> {
  const { uri, key, presence, clock, env, recording } = of;
  const hid = new MemoryReportPort({ endpoint: hidEndpointOf(key, presence), clock, name: uri });
  let card = cardEndpointOf(key, presence);
  const frames = new FrameLog(clock, recording);
  const link = await openHidLink(frames.watch(hid), env);
  return {
    uri,
    transport: 'in-process',
    env,
    powers: {
      wires: ['hid', 'card'],
      virtualTime: true,
      longestWaitMs: Number.POSITIVE_INFINITY,
      presence: 'controlled',
      powerCycle: true,
      reset: true,
      pin: true,
      write: true,
      channels: true,
    },
    link,
    allow: { reset: true, pin: true, write: true },
    openHid: async () => frames.watch(hid.openAnother()),
    openCard: async () => {
      // A card that comes into the field anew: the applet is not selected.
      card = cardEndpointOf(key, presence);
      return frames.watchCard(new MemoryCardPort({ endpoint: card, clock, name: uri }));
    },
    powerCycle: async () => {
      hid.powerCycle();
      card.powerCycle(clock.nowMs());
    },
    setTouch: (manner) => presence.behave(manner),
    transcript: () => frames.lines(),
    forgetTranscript: () => frames.forget(),
    close: () => link.close(),
  };
}

/** The key's USB side. */
export function hidEndpointOf(
  { authenticator, decisions, env, profile }: SimulatedKey,
  presence: Presence,
): HidEndpoint {
  return new HidEndpoint({
    responder: authenticator,
    presence,
    random: env.random,
    policy: decisions.hid,
    ...(profile.hid === undefined ? {} : { profile: hidProfile(profile.hid) }),
  });
}

function cardEndpointOf({ authenticator, decisions, profile }: SimulatedKey, presence: Presence): CardEndpoint {
  return new CardEndpoint({
    responder: authenticator,
    presence,
    versions: () => profile.versions,
    policy: decisions.card,
    ...(profile.card === undefined ? {} : { profile: cardProfile(profile.card) }),
  });
}
