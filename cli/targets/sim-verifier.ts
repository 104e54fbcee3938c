import type { PartySession } from '../../conformance/engine/party-session.ts';
import { verifierMutants } from '../../simulators/mutants/verifier/catalogue.ts';
import { soundVerifier } from '../../simulators/verifier/decisions.ts';
import { createRelyingParty } from '../../simulators/verifier/relying-party.ts';
import { testRoots } from '../../src/ceremonies/authority.ts';
import { SAFETYNET_TIME_MS } from '../../src/ceremonies/formats/android-safetynet.ts';
import { testRevocationLists } from '../../src/ceremonies/spoils/revoked.ts';
import { VirtualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { type Profile, type ProfileName, profiles } from '../../src/verifier/webauthn/profile.ts';
import { UsageError } from '../exit-code.ts';
import { nearest, oneById } from '../globs.ts';
import type { OpenHow } from './open-how.ts';
import type { SimVerifierTarget } from './target.ts';

const RP_ID = 'rp.example';
const ORIGIN = 'https://rp.example';

/** Opens our own verifier as a relying party in process, in virtual time. Throws `UsageError` for an unknown profile or fault. */
export function openSimVerifier(target: SimVerifierTarget, how: Pick<OpenHow, 'seed'>): PartySession {
  const faults = target.faults.map((id) => oneById(verifierMutants, id, 'fault of a verifier'));
  const verifier = faults.reduce((sound, { twist }) => twist(sound), soundVerifier);
  // The time of the SafetyNet statements that ceremonies are made with.
  const clock = new VirtualClock(SAFETYNET_TIME_MS);
  const party = createRelyingParty({
    rpId: RP_ID,
    origins: [ORIGIN],
    random: seededRandom(`party/${how.seed}`),
    clock,
    verifier,
    profile: profileOf(target.profile),
    anchors: testRoots(),
    attestation: { acceptSafetyNet: true, revocation: { crls: testRevocationLists() } },
    transcriptLength: 6,
  });
  return {
    uri: target.uri,
    transport: 'in-process',
    env: { clock, random: seededRandom(`harness/${how.seed}`) },
    party,
    origins: [ORIGIN],
    originIsKnown: true,
    claims: { trust: 'ours', revocation: true },
    close: () => party.close(),
  };
}

function profileOf(name: string | undefined): Profile {
  if (name === undefined) return profiles.strict;
  if (Object.hasOwn(profiles, name)) return profiles[name as ProfileName];
  const names = Object.keys(profiles);
  const near = nearest(names, name);
  throw new UsageError(
    `unknown profile ${JSON.stringify(name)} of the verifier: ${near === undefined ? `expected one of ${names.join(', ')}` : `did you mean ${near}?`}`,
  );
}
