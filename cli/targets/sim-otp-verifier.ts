import { oathVerifierSession } from '../../conformance/engine/oath-verifier-session.ts';
import { PartyTranscript } from '../../conformance/engine/party-transcript.ts';
import type { SubjectSession } from '../../conformance/engine/subject-session.ts';
import type {
  ClaimedWindow,
  CodeVerdict,
  OtpClaims,
  OtpContext,
  OtpFacts,
  OtpVerifier,
} from '../../conformance/vocabulary/oath-verifier.ts';
import { PartyError } from '../../conformance/vocabulary/relying-party.ts';
import { otpVerifierMutants } from '../../simulators/mutants/otp-verifier/catalogue.ts';
import { type OtpDecisions, soundOtpDecisions } from '../../simulators/otp-verifier/decisions.ts';
import { createOtpVerifier } from '../../simulators/otp-verifier/otp-verifier.ts';
import { bounded, simulatedOtpProfiles } from '../../simulators/otp-verifier/profiles.ts';
import { VirtualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import type { OtpProfile } from '../../src/verifier/otp/profiles.ts';
import type { TotpWindow } from '../../src/verifier/otp/totp-profile.ts';
import { touchstoneHotp } from '../../src/verifier/otp/verify-hotp.ts';
import { UsageError } from '../exit-code.ts';
import { nearest, oneById } from '../globs.ts';
import type { OpenHow } from './open-how.ts';
import type { SimOtpVerifierTarget } from './target.ts';

/** Opens one of our own verifiers of one-time codes, in process. Throws `UsageError` for an unknown profile or fault. */
export function openSimOtpVerifier(
  target: SimOtpVerifierTarget,
  how: Pick<OpenHow, 'seed'>,
): SubjectSession<OtpContext, OtpFacts> {
  const profile = profileOf(target.profile);
  const decisions = target.faults
    .map((id) => oneById(otpVerifierMutants, id, 'fault of a verifier of one-time codes'))
    .reduce<OtpDecisions>((sound, { twist }) => twist(sound), soundOtpDecisions);
  return oathVerifierSession(portOf(profile, decisions), {
    uri: target.uri,
    transport: 'in-process',
    env: { clock: new VirtualClock(), random: seededRandom(`harness/${how.seed}`) },
    claims: async () => claimsOf(profile),
  });
}

function portOf(profile: OtpProfile, decisions: OtpDecisions): OtpVerifier {
  const verifier = createOtpVerifier({ profile, isBounded: profile === bounded, decisions });
  const said = new PartyTranscript();
  const { kinds } = claimsOf(profile);
  const heard = (what: string, handle: string, code: string, atSeconds: number, verdict: CodeVerdict): CodeVerdict => {
    const end = verdict.kind === 'accepted' ? 'accepted' : `refused: ${verdict.because}`;
    said.add(`${atSeconds}: ${what} ${handle} ${JSON.stringify(code)}: ${end}`);
    return verdict.kind === 'accepted' ? verdict : { kind: 'refused', because: verdict.because };
  };
  return {
    enroll: async (enrolment) => {
      if (kinds?.includes(enrolment.kind) === false) throw new PartyError('unwilling', `it takes no ${enrolment.kind}`);
      const handle = verifier.enroll(enrolment);
      const { kind, hash, digits, periodSeconds, t0Seconds, counter } = enrolment;
      const made = kind === 'totp' ? `${periodSeconds} s, T0 ${t0Seconds}` : `counter ${counter}`;
      said.add(`enroll ${handle}: ${kind}, ${hash}, ${digits} digits, ${made}`);
      return handle;
    },
    activate: async (handle, code, at) => heard('activate', handle, code, at, verifier.activate(handle, code, at)),
    verify: async (handle, code, at) => heard('verify', handle, code, at, verifier.verify(handle, code, at)),
    transcript: () => said.lines(),
    forgetTranscript: () => said.forget(),
    close: async () => undefined,
  };
}

/** What the documents of a verifier say of it. */
function claimsOf(profile: OtpProfile): OtpClaims {
  const countsToo = profile === bounded || profile.kind === 'estimating';
  const { lookAhead, resyncLookAhead, resyncExpiresSeconds, throttle: hotpThrottle } = touchstoneHotp;
  const common: OtpClaims = {
    kinds: countsToo ? ['totp', 'hotp'] : ['totp'],
    activates: true,
    secretBytes: profile.kind === 'library' ? { least: 16, most: 64 } : { least: 1, most: 1024 },
    ...(countsToo
      ? {
          lookAhead,
          hotpResync: { lookAhead: resyncLookAhead, expiresSeconds: resyncExpiresSeconds },
          throttle: hotpThrottle,
        }
      : {}),
  };
  if (profile.kind === 'library') return common;
  if (profile.kind === 'estimating') return { ...common, followsPpm: 50, throttle: profile.throttle };
  const { resync, throttle } = profile;
  return {
    ...common,
    window: windowOf(profile.authentication),
    activation: windowOf(profile.activation),
    ...(profile.drift === 'none' ? {} : { followsPpm: 20 }),
    ...(resync === undefined
      ? {}
      : {
          resync: {
            steps: resync.steps,
            ...(resync.expiresSeconds === undefined ? {} : { expiresSeconds: resync.expiresSeconds }),
          },
        }),
    ...(throttle === undefined ? {} : { throttle }),
  };
}

function windowOf(window: TotpWindow): ClaimedWindow {
  if (window.unit === 'steps') return window;
  return { unit: 'seconds', back: window.seconds, forward: window.seconds, halfOpen: window.halfOpen };
}

function profileOf(name: string | undefined): OtpProfile {
  if (name === undefined) return bounded;
  if (Object.hasOwn(simulatedOtpProfiles, name)) return simulatedOtpProfiles[name]!;
  const names = Object.keys(simulatedOtpProfiles);
  const near = nearest(names, name);
  const instead = near === undefined ? `expected one of ${names.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError(`unknown profile ${JSON.stringify(name)} of the verifier: ${instead}`);
}
