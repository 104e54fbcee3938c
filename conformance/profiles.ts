import type { GetInfo } from '../src/ctap2/get-info.ts';
import { ctapVersion, optionOf } from '../src/ctap2/options.ts';
import { matchesAny } from './vocabulary/glob.ts';
import type { JudgeProfile, Requirement } from './vocabulary/judge-profile.ts';

const speaks =
  (version: string) =>
  (info: GetInfo): true | string =>
    info.versions.includes(version) || `getInfo does not list ${version}`;

const everythingUpheld = ['*'];

const residentKey: Requirement = {
  feature: 'resident key',
  test: (info) => optionOf(info, 'rk') === true || 'getInfo option rk is not true',
  rules: ['ctap2.make-credential.*', 'ctap2.get-assertion.*'],
};

const clientPin: Requirement = {
  feature: 'client PIN',
  test: (info) => optionOf(info, 'clientPin') !== undefined || 'getInfo has no option clientPin',
  rules: ['ctap2.client-pin.*'],
};

const hmacSecret: Requirement = {
  feature: 'hmac-secret',
  test: (info) => info.extensions.includes('hmac-secret') || 'getInfo does not list the extension hmac-secret',
  rules: ['ctap2.hmac-secret.*'],
};

const severalAccounts: Requirement = {
  feature: 'several accounts per RP',
  // getInfo has no word for it: resident keys are its ground, and only the rules can tell the rest.
  test: (info) => optionOf(info, 'rk') === true || 'getInfo option rk is not true, so no account is kept on the key',
  rules: ['ctap2.get-next-assertion.*'],
};

/** The profiles by which a key can be judged. */
export const profiles: readonly JudgeProfile[] = [
  {
    id: 'ctap-2.1',
    title: 'CTAP 2.1',
    says: 'The key keeps every rule that CTAP 2.1 and what it claims in getInfo put upon it.',
    includes: ['*'],
    requires: [{ feature: 'FIDO_2_1', test: speaks(ctapVersion.fido21), rules: everythingUpheld }],
  },
  {
    id: 'ctap-2.0',
    title: 'CTAP 2.0',
    says: 'The key keeps the rules of CTAP 2.0; what came with 2.1 is not judged.',
    includes: ['*'],
    excludes: [
      'ctap2.pin-uv-auth-token.*',
      'ctap2.credential-management.*',
      'ctap2.cred-protect.*',
      'ctap2.selection.*',
    ],
    requires: [{ feature: 'FIDO_2_0', test: speaks(ctapVersion.fido20), rules: everythingUpheld }],
  },
  {
    id: 'microsoft',
    title: 'Microsoft-compatible key',
    says: 'The key has the four features that a Microsoft-compatible key must have, and they work.',
    includes: ['*'],
    requires: [residentKey, clientPin, hmacSecret, severalAccounts],
  },
];

/** The profiles by which a relying party can be judged. */
export const partyProfiles: readonly JudgeProfile[] = [
  {
    id: 'relying-party',
    title: 'Relying party',
    says: 'The relying party takes every sound ceremony that it asked for, and refuses every spoiled one.',
    includes: ['verifier.*'],
    requires: [],
  },
];

/** The profiles by which a hardware token of one-time codes can be judged. */
export const oathTokenProfiles: readonly JudgeProfile[] = [
  {
    id: 'oath-token',
    title: 'OATH token',
    says: 'The token shows the codes of its standard, and its clock and display keep to its data sheet.',
    includes: ['oath.token.*'],
    requires: [],
  },
];

/** The profiles by which a verifier of one-time codes can be judged. */
export const oathVerifierProfiles: readonly JudgeProfile[] = [
  {
    id: 'oath-verifier',
    title: 'OATH verifier',
    says: 'The verifier takes the codes that it ought to take, each once, and no others.',
    includes: ['oath.verifier.*'],
    requires: [],
  },
];

/** The profile of that id, or `undefined`. */
export function findProfile(id: string): JudgeProfile | undefined {
  return profiles.find((profile) => profile.id === id);
}

/** The profile that a key is judged by when none was named: the highest version it claims and we know. */
export function profileFor(info: Pick<GetInfo, 'versions'>): JudgeProfile {
  const isOld = info.versions.includes(ctapVersion.fido20) && !info.versions.some((version) => newer.has(version));
  return findProfile(isOld ? 'ctap-2.0' : 'ctap-2.1')!;
}

const newer = new Set<string>([ctapVersion.fido21, ctapVersion.fido23]);

/** Whether a key meets a profile, and why. */
export interface ProfileVerdict {
  readonly profile: string;
  readonly verdict: 'met' | 'not met' | 'not judged';
  /** One for each required feature, in order: what was found. */
  readonly reasons: readonly { readonly feature: string; readonly met: boolean | undefined; readonly says: string }[];
}

/** What of a report a profile's verdict needs. */
export interface JudgedRules {
  readonly rules: readonly {
    readonly id: string;
    readonly level: 'MUST' | 'SHOULD';
    readonly verdict: 'upheld' | 'violated' | 'not-applicable' | 'broken';
  }[];
}

/**
 * The verdict of a profile: met when getInfo shows every feature and no MUST of it was violated; not judged when a feature
 * is claimed but no rule has spoken on it. Without a report it says what getInfo alone can say.
 */
export function profileVerdict(profile: JudgeProfile, info: GetInfo, report?: JudgedRules): ProfileVerdict {
  const reasons = profile.requires.map((requirement) => reasonOf(requirement, profile, info, report));
  const verdict = reasons.some(({ met }) => met === false)
    ? 'not met'
    : reasons.every(({ met }) => met === true)
      ? 'met'
      : 'not judged';
  return { profile: profile.id, verdict, reasons };
}

function reasonOf(
  requirement: Requirement,
  profile: JudgeProfile,
  info: GetInfo,
  report: JudgedRules | undefined,
): ProfileVerdict['reasons'][number] {
  const { feature, test, rules } = requirement;
  const claimed = test(info);
  if (claimed !== true) return { feature, met: false, says: claimed };
  const spoken = (report?.rules ?? []).filter(
    ({ id }) => matchesAny(rules, id) && matchesAny(profile.includes, id) && !matchesAny(profile.excludes ?? [], id),
  );
  const violated = spoken.filter(({ level, verdict }) => level === 'MUST' && verdict === 'violated');
  if (violated.length > 0) return { feature, met: false, says: `violated: ${violated.map(({ id }) => id).join(', ')}` };
  const broken = spoken.filter(({ verdict }) => verdict === 'broken').length;
  const upheld = spoken.filter(({ verdict }) => verdict === 'upheld').length;
  if (broken > 0) return { feature, met: undefined, says: `claimed in getInfo; ${broken} of its rules are broken` };
  if (upheld === 0) return { feature, met: undefined, says: 'claimed in getInfo, not judged' };
  return { feature, met: true, says: `claimed in getInfo, ${upheld} ${upheld === 1 ? 'rule' : 'rules'} upheld` };
}
