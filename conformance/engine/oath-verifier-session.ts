import type { Env, Random } from '../../src/env/env.ts';
import { hotp } from '../../src/oath/hotp.ts';
import { stepAt } from '../../src/oath/totp.ts';
import type {
  ClaimedWindow,
  Enrolment,
  OtpClaims,
  OtpContext,
  OtpFacts,
  OtpVerifier,
} from '../vocabulary/oath-verifier.ts';
import { isPartyError } from '../vocabulary/relying-party.ts';
import type { SubjectSession } from './subject-session.ts';

/** How a verifier of one-time codes is opened. */
export interface OathVerifierHow {
  readonly uri: string;
  readonly transport: string;
  readonly env: Env;
  /** What is claimed of it; it may have to be asked. */
  readonly claims: () => Promise<OtpClaims>;
}

/** Farther than this a window is not tried at the opening, in steps. */
const MOST_TRIED = 12;
const BEGINS = 1_800_000_000;
const PERIOD = 30;

/** Opens a verifier of one-time codes for judgement; what is not claimed of it is tried. */
export function oathVerifierSession(
  verifier: OtpVerifier,
  { uri, transport, env, claims }: OathVerifierHow,
): SubjectSession<OtpContext, OtpFacts> {
  return {
    subject: 'oath-verifier',
    uri,
    transport,
    env,
    open: async (random) => {
      const claimed = await claims();
      const facts = await factsOf(verifier, claimed, random);
      return { facts, observations: told(claimed, facts) };
    },
    context: (facts) => ({ verifier, facts }),
    transcript: () => verifier.transcript(),
    forgetTranscript: () => verifier.forgetTranscript(),
    answers: async () => {
      try {
        await verifier.enroll(commonToken('totp', env.random));
        return true;
      } catch (error) {
        if (isPartyError(error)) return error.kind !== 'link';
        throw error;
      }
    },
    close: () => verifier.close(),
  };
}

function commonToken(kind: Enrolment['kind'], random: Random): Enrolment {
  const secret = random.bytes(20);
  return { kind, secret, hash: 'SHA1', digits: 6, periodSeconds: PERIOD, t0Seconds: 0, counter: 0 };
}

async function factsOf(verifier: OtpVerifier, claims: OtpClaims, random: Random): Promise<OtpFacts> {
  const { secretBytes = { least: 16, most: 64 } } = claims;
  const kinds = claims.kinds ?? (await kindsOf(verifier, random));
  const isTimed = kinds.includes('totp');
  const activates = claims.activates ?? (isTimed && (await canActivate(verifier, random)));
  const tried = claims.window === undefined && isTimed ? await windowOf(verifier, activates, random) : undefined;
  return { ...claims, kinds, activates, secretBytes, ...(tried === undefined ? {} : { tried }) };
}

async function kindsOf(verifier: OtpVerifier, random: Random): Promise<Enrolment['kind'][]> {
  const kinds: Enrolment['kind'][] = [];
  for (const kind of ['totp', 'hotp'] as const) {
    if (await isWilling(() => verifier.enroll(commonToken(kind, random)))) kinds.push(kind);
  }
  return kinds;
}

async function canActivate(verifier: OtpVerifier, random: Random): Promise<boolean> {
  const token = commonToken('totp', random);
  const handle = await verifier.enroll(token);
  return isWilling(() => verifier.activate(handle, hotp(token.secret, stepAt(BEGINS)), BEGINS));
}

async function isWilling(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isPartyError(error) && error.kind === 'unwilling') return false;
    throw error;
  }
}

/** How many steps back and forward are taken, each tried with a token of its own. */
async function windowOf(
  verifier: OtpVerifier,
  activates: boolean,
  random: Random,
): Promise<{ readonly back: number; readonly forward: number }> {
  const isTaken = async (offset: number): Promise<boolean> => {
    const token = commonToken('totp', random);
    const handle = await verifier.enroll(token);
    if (activates) await verifier.activate(handle, hotp(token.secret, stepAt(BEGINS)), BEGINS);
    const at = BEGINS + (MOST_TRIED + 2) * PERIOD;
    return (await verifier.verify(handle, hotp(token.secret, stepAt(at) + offset), at)).kind === 'accepted';
  };
  const reach = async (direction: 1 | -1): Promise<number> => {
    let reached = 0;
    while (reached < MOST_TRIED && (await isTaken(direction * (reached + 1)))) reached += 1;
    return reached;
  };
  return { back: await reach(-1), forward: await reach(1) };
}

function told(claims: OtpClaims, facts: OtpFacts): string[] {
  const { window, activation, tried } = facts;
  return [
    `it takes ${facts.kinds.join(' and ') || 'no'} tokens${facts.activates ? ', each activated by a first code' : ''}`,
    ...(window === undefined ? [] : [`it claims to accept ${windowInWords(window)} at sign-in`]),
    ...(activation === undefined ? [] : [`it claims to accept ${windowInWords(activation)} at activation`]),
    ...(tried === undefined
      ? []
      : [
          `no window is claimed; tried with steps of 30 s it accepts -${tried.back} to +${tried.forward}${tried.back === tried.forward ? '' : ', which is not the same on both sides'}`,
        ]),
    ...(window !== undefined && window.halfOpen === true
      ? ['its window is half-open: the last step forward is left out']
      : []),
    ...(claims.followsPpm === undefined ? ['it does not claim to follow the drift of a token'] : []),
  ];
}

function windowInWords({ unit, back, forward }: ClaimedWindow): string {
  return `-${back} to +${forward} ${unit}`;
}
