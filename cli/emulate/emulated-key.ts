import { join } from 'node:path';
import { type Applet, appletCard } from '../../simulators/backends/applet-card.ts';
import type { CardDevice } from '../../simulators/backends/card-device.ts';
import { shareResponder } from '../../simulators/backends/shared-responder.ts';
import { CardEndpoint } from '../../simulators/endpoints/card-endpoint.ts';
import { type CardProfile, cardProfile } from '../../simulators/endpoints/card-profile.ts';
import { HidEndpoint } from '../../simulators/endpoints/hid-endpoint.ts';
import type { HidEvent } from '../../simulators/endpoints/hid-event.ts';
import { hidProfile } from '../../simulators/endpoints/hid-profile.ts';
import { openStoreDirectory, type StoreDirectory } from '../../simulators/fido2/store-directory.ts';
import type { Env } from '../../src/env/env.ts';
import { systemClock } from '../../src/env/system.ts';
import { FIDO_AID } from '../../src/transport/card/fido-applet.ts';
import { lineToStderr } from '../streams.ts';
import { simulatedKey } from '../targets/simulated-key.ts';
import { touchPolicy } from '../touch-policy.ts';

/** The emulated keys as a user asks for them. */
export interface KeysOrder {
  readonly profile?: string | undefined;
  readonly faults: readonly string[];
  readonly seed?: number | undefined;
  readonly store?: string | undefined;
  readonly touch: string;
  readonly count: number;
  /** Whether the card is all there is of the key: its loss of power is then one of the key. */
  readonly isCardAlone: boolean;
}

/** A key to be offered, with its two sides. */
export interface EmulatedKey {
  /** Its number, from 0. */
  readonly index: number;
  /** Its serial number on USB. */
  readonly serial: string;
  readonly profile: string;
  readonly env: Env;
  readonly hid: HidEndpoint;
  readonly card: CardDevice;
  readonly cardProfile: CardProfile;
  close(): void;
}

/** Makes `count` keys. Throws `UsageError` for what is wrong in the order, before any store is made, and `StoreError`. */
export function emulatedKeys(order: KeysOrder, signal: AbortSignal): EmulatedKey[] {
  const { profile, faults } = order;
  simulatedKey({ profile, faults, clock: systemClock });
  const keys: EmulatedKey[] = [];
  try {
    while (keys.length < order.count) keys.push(emulatedKey(order, keys.length, signal));
  } catch (error) {
    for (const key of keys) key.close();
    throw error;
  }
  return keys;
}

function emulatedKey(order: KeysOrder, index: number, signal: AbortSignal): EmulatedKey {
  const touch = touchPolicy(order.touch, signal);
  let store: StoreDirectory | undefined;
  const close = (): void => {
    touch.close();
    store?.close();
  };
  try {
    store = order.store === undefined ? undefined : openStoreDirectory(storeOf(order.store, index, order.count));
    const { presence } = touch;
    const key = simulatedKey({
      profile: order.profile,
      faults: order.faults,
      seed: order.seed === undefined || index === 0 ? order.seed : `${order.seed}/${index}`,
      store,
      presence,
      clock: systemClock,
    });
    const { authenticator, decisions, env, profile } = key;
    const shared = shareResponder(authenticator);
    const shape = cardProfile(profile.card);
    const applets: [Applet] = [
      {
        aid: FIDO_AID,
        device: new CardEndpoint({
          responder: shared.side(order.isCardAlone),
          presence,
          versions: () => profile.versions,
          policy: decisions.card,
          profile: shape,
        }),
      },
    ];
    return {
      index,
      serial: `TS${String(index + 1).padStart(6, '0')}`,
      profile: profile.name,
      env,
      hid: new HidEndpoint({
        responder: shared.side(true),
        presence,
        random: env.random,
        policy: decisions.hid,
        onEvent: (event) => tell(event, order.count > 1 ? `key ${index + 1}` : 'the key'),
        ...(profile.hid === undefined ? {} : { profile: hidProfile(profile.hid) }),
      }),
      card: appletCard(applets),
      cardProfile: shape,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** A single key keeps its state in the directory itself, several in one beneath it each. */
function storeOf(directory: string, index: number, count: number): string {
  return count === 1 ? directory : join(directory, `key-${index + 1}`);
}

/** What a person would see at the key. */
function tell({ kind, channel, detail }: HidEvent, who: string): void {
  const on = `on channel ${channel.toString(16).padStart(8, '0')}`;
  if (kind === 'winked') lineToStderr(`${who} blinks: WINK ${on}`);
  else if (kind === 'locked') lineToStderr(`${who} is locked for ${detail ?? 0} s: LOCK ${on}`);
  else if (kind === 'unlocked') lineToStderr(`${who} is unlocked ${on}`);
}
