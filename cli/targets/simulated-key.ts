import { soundCardPolicy } from '../../simulators/endpoints/card-policy.ts';
import { soundHidPolicy } from '../../simulators/endpoints/hid-policy.ts';
import { type Authenticator, createAuthenticator } from '../../simulators/fido2/authenticator.ts';
import { soundPolicy } from '../../simulators/fido2/policy.ts';
import { ctap21, type FidoProfile } from '../../simulators/fido2/profile.ts';
import { profiles } from '../../simulators/fido2/profiles.ts';
import { mutants } from '../../simulators/mutants/catalogue.ts';
import type { Decisions, Mutant } from '../../simulators/mutants/mutant.ts';
import type { Presence } from '../../simulators/ports/presence.ts';
import type { Store } from '../../simulators/ports/store.ts';
import type { Env } from '../../src/env/env.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { systemRandom } from '../../src/env/system.ts';
import { UsageError } from '../exit-code.ts';
import { nearest, oneById } from '../globs.ts';

/** The simulated key as a user asks for it. */
export interface KeyOrder {
  readonly profile?: string | undefined;
  readonly faults?: readonly string[];
  /** Everything the key draws comes from it; without one the key is of node:crypto. */
  readonly seed?: number | string | undefined;
  readonly store?: Store | undefined;
  /** Who is there when U2F looks: the presence of the endpoints. */
  readonly presence?: Presence | undefined;
  readonly clock: Env['clock'];
}

/** A key that was made, with the decisions its endpoints take. */
export interface SimulatedKey {
  readonly profile: FidoProfile;
  readonly decisions: Decisions;
  readonly env: Env;
  readonly authenticator: Authenticator;
}

/** Makes a simulated key. Throws `UsageError` for a profile or fault that is not known, `StoreError` for its store. */
export function simulatedKey(order: KeyOrder): SimulatedKey {
  const faults = (order.faults ?? []).map((id) => oneById(mutants, id, 'fault'));
  const profile = deviceProfile(order.profile, faults);
  const decisions = faults.reduce((sound, { twist }) => twist(sound), soundDecisions);
  const random = order.seed === undefined ? systemRandom : seededRandom(`key/${order.seed}`);
  const env: Env = { clock: order.clock, random };
  const authenticator = createAuthenticator({
    profile,
    policy: decisions.fido2,
    env,
    keying: order.seed === undefined ? { kind: 'system' } : { kind: 'seeded', random },
    ...(order.store === undefined ? {} : { store: order.store }),
    ...(order.presence === undefined ? {} : { presence: order.presence }),
  });
  return { profile, decisions, env, authenticator };
}

const soundDecisions: Decisions = { fido2: soundPolicy, hid: soundHidPolicy, card: soundCardPolicy };

/** The profile by name, else the one on which the faults show, else the default. */
function deviceProfile(name: string | undefined, faults: readonly Mutant[]): FidoProfile {
  const wanted = name ?? faults.find(({ profile }) => profile !== undefined)?.profile;
  if (wanted === undefined) return ctap21;
  const found = profiles.get(wanted);
  if (found !== undefined) return found;
  const names = [...profiles.keys()];
  const near = nearest(names, wanted);
  throw new UsageError(
    `unknown profile ${JSON.stringify(wanted)} of the simulated key: ${near === undefined ? `expected one of ${names.join(', ')}` : `did you mean ${near}?`}`,
  );
}
