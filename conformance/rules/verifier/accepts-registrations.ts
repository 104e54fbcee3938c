import fc from 'fast-check';
import { algorithmsOf } from '../../../src/ceremonies/algorithms.ts';
import { type AttestationKind, attestationKinds } from '../../../src/ceremonies/variant.ts';
import { coseAlgorithm } from '../../../src/codec/cose-key.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { PartyFacts } from '../../vocabulary/party-facts.ts';
import { type PartyRule, partyRule } from '../../vocabulary/party-rule.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { askOf, plainestCase, variantOf } from './cases.ts';
import { clause } from './clauses.ts';
import { expectAccepted } from './expect.ts';

/** Names of the algorithms as rule ids have them: `es256`, `ml-dsa-44`. */
export const algorithmNames: readonly { readonly alg: number; readonly name: string; readonly title: string }[] =
  Object.entries(coseAlgorithm)
    .filter(([, alg]) => algorithmsOf('none').includes(alg))
    .map(([title, alg]) => ({ alg, title, name: title.toLowerCase() }));

/** `true` where some sound registration is accepted, so that its neighbours can be tried. */
export function canRegister(facts: PartyFacts): true | string {
  return plainestCase(facts) !== undefined || 'no sound registration is accepted';
}

const acceptsNone = partyRule({
  id: 'verifier.registration.accepts.none',
  level: 'MUST',
  says: 'A sound registration with none attestation is accepted where attestation was not asked for.',
  spec: [clause('7.1', '28'), clause('8.7')],
  sanity: true,
  applies: (facts) => facts.plain.has('none') || 'it offers no algorithm that we can make',
  property: ({ facts, tools }) =>
    overCases(
      'registration',
      facts.algorithms.slice(0, 1).map((algorithm) => ({ asked: 'none', kind: 'none', algorithm }) as const),
      async (one) => {
        const begun = await tools.beginRegistration(askOf(one));
        const { attestation = 'none' } = begun.options;
        if (attestation !== 'none') throw new NotApplicable(`its options ask for ${attestation} attestation unasked`);
        const { verdict } = await tools.register(askOf(one), variantOf(one));
        expectAccepted(verdict, 'registration');
      },
    ),
});

/** Which attestation is acceptable is the party's own choice (section 7.1 step 24): a refusal is an observation. */
function acceptsKind(kind: Exclude<AttestationKind, 'none'>): PartyRule {
  const { name, section } = formats[kind];
  return partyRule({
    id: `verifier.registration.accepts.${kind}`,
    level: 'SHOULD',
    says: `A sound registration with ${name} attestation is accepted where attestation was asked for.`,
    spec: [clause('7.1', '22'), clause(section)],
    applies: (facts) => {
      if (!facts.asksAttestation) return 'its options do not ask for attestation';
      const found = facts.attested.get(kind);
      if (found === undefined) return 'it offers no algorithm that such a statement can be made with';
      if (found === true || kind === 'packed-self') return true;
      return facts.trust === 'ours' || 'it may refuse a root that it was not told: ?trust=ours';
    },
    property: ({ facts, tools }) => {
      const algorithm = facts.algorithms.find((alg) => algorithmsOf(kind).includes(alg))!;
      return overCases('registration', [{ asked: 'direct', kind, algorithm } as const], async (one) => {
        const { verdict } = await tools.register(askOf(one), variantOf(one));
        expectAccepted(verdict, 'registration');
      });
    },
  });
}

const formats = {
  'packed-self': { name: 'self (packed)', section: '8.2' },
  'packed-x5c': { name: 'packed', section: '8.2' },
  'fido-u2f': { name: 'fido-u2f', section: '8.6' },
  tpm: { name: 'tpm', section: '8.3' },
  'android-key': { name: 'android-key', section: '8.4' },
  'android-safetynet': { name: 'android-safetynet', section: '8.5' },
  apple: { name: 'apple', section: '8.8' },
  compound: { name: 'compound', section: '8.9' },
} as const satisfies Record<Exclude<AttestationKind, 'none'>, { name: string; section: string }>;

function acceptsAlgorithm({ alg, name, title }: (typeof algorithmNames)[number]): PartyRule {
  return partyRule({
    id: `verifier.registration.accepts.algorithm.${name}`,
    level: 'MUST',
    says: `A credential key of ${title} is accepted by a party that offers ${title}.`,
    spec: [clause('7.1', '20')],
    applies: (facts) => {
      const registers = canRegister(facts);
      if (registers !== true) return registers;
      return plainestCase(facts, { algorithms: [alg] }) !== undefined || `it does not offer ${title}`;
    },
    property: ({ facts, tools }) =>
      overCases('registration', [plainestCase(facts, { algorithms: [alg] })!], async (one) => {
        const { verdict } = await tools.register(askOf(one), variantOf(one));
        expectAccepted(verdict, 'registration');
      }),
  });
}

const acceptsFlags = partyRule({
  id: 'verifier.registration.accepts.flags',
  level: 'MUST',
  says: 'A registration is accepted with UV set, and without UV where user verification is not required.',
  spec: [clause('7.1', '16')],
  applies: canRegister,
  property: ({ facts, party, tools }) =>
    overCases('flags', [{ userVerified: true }, { userVerified: false }], async (flags) => {
      const one = plainestCase(facts)!;
      const begun = await tools.beginRegistration({ ...askOf(one), userVerification: 'discouraged' });
      const demand = begun.options.authenticatorSelection?.userVerification;
      if (demand === 'required' && !flags.userVerified) throw new NotApplicable('its options always require UV');
      const { body } = await tools.makeRegistration(begun, variantOf(one, flags));
      expectAccepted(await party.attestationResult(body), 'registration');
    }),
});

const acceptsBackupFlags = partyRule({
  id: 'verifier.registration.accepts.backup-flags',
  level: 'SHOULD',
  says: 'A registration is accepted with BE set, with BS beside it or not.',
  spec: [clause('7.1', '17'), clause('6.1.3')],
  applies: canRegister,
  property: ({ facts, tools }) =>
    overCases(
      'flags',
      [
        { backupEligible: true, backupState: false },
        { backupEligible: true, backupState: true },
      ],
      async (flags) => {
        const one = plainestCase(facts)!;
        await tools.requireSound(askOf(one), variantOf(one));
        const { verdict } = await tools.register(askOf(one), variantOf(one, flags));
        expectAccepted(verdict, 'registration');
      },
    ),
});

const acceptsCounters = partyRule({
  id: 'verifier.registration.accepts.counter',
  level: 'MUST',
  says: 'A registration is accepted with any signature counter.',
  spec: [clause('6.1.1')],
  runs: 3,
  applies: canRegister,
  property: ({ facts, tools }) =>
    Object.assign(
      fc.asyncProperty(fc.record({ signCount: fc.integer({ min: 0, max: 0xffff_fffe }) }), async ({ signCount }) => {
        const one = plainestCase(facts)!;
        await tools.requireSound(askOf(one), variantOf(one));
        const { verdict } = await tools.register(askOf(one), variantOf(one, { signCount }));
        expectAccepted(verdict, 'registration');
      }),
      { examples: [[{ signCount: 0 }], [{ signCount: 0xffff_fffe }]] as [{ signCount: number }][] },
    ),
});

const acceptsIds = acceptsIdLengths({
  id: 'verifier.registration.accepts.credential-id-lengths',
  level: 'MUST',
  says: 'A credential id of 16 to 255 bytes is accepted.',
  lengths: [16, 255],
});

const acceptsLongIds = acceptsIdLengths({
  id: 'verifier.registration.accepts.long-credential-ids',
  level: 'SHOULD',
  says: 'A credential id of 256 to 1023 bytes is accepted.',
  lengths: [256, 1023],
});

function acceptsIdLengths(how: {
  readonly id: string;
  readonly level: 'MUST' | 'SHOULD';
  readonly says: string;
  readonly lengths: readonly [number, number];
}): PartyRule {
  const { lengths, ...head } = how;
  const [min, max] = lengths;
  return partyRule({
    ...head,
    spec: [clause('7.1', '25')],
    runs: 4,
    applies: canRegister,
    property: ({ facts, tools }) =>
      Object.assign(
        fc.asyncProperty(fc.record({ length: fc.integer({ min, max }) }), async ({ length }) => {
          const one = plainestCase(facts)!;
          await tools.requireSound(askOf(one), variantOf(one));
          const { verdict } = await tools.register(askOf(one), variantOf(one, { credentialIdLength: length }));
          expectAccepted(verdict, 'registration');
        }),
        { examples: [[{ length: min }], [{ length: max }]] as [{ length: number }][] },
      ),
  });
}

const acceptsExtensions = partyRule({
  id: 'verifier.registration.accepts.extensions',
  level: 'MUST',
  says: 'A registration is accepted with the outputs of the extensions that were asked for.',
  spec: [clause('7.1', '18'), clause('10')],
  applies: canRegister,
  property: ({ facts, tools }) => {
    const asked: readonly Readonly<Record<string, unknown>>[] = [
      { credProps: true },
      { credentialProtectionPolicy: 'userVerificationOptional' },
      { minPinLength: true },
      { hmacCreateSecret: true },
      { prf: {} },
      { largeBlob: { support: 'preferred' } },
    ];
    return overCases('extensions', asked, async (extensions) => {
      const one = plainestCase(facts)!;
      await tools.requireSound(askOf(one), variantOf(one));
      const { verdict } = await tools.register({ ...askOf(one), extensions }, variantOf(one));
      expectAccepted(verdict, 'registration');
    });
  },
});

const acceptsSecond = partyRule({
  id: 'verifier.registration.accepts.second-credential',
  level: 'SHOULD',
  says: 'A user who has a credential may register another one.',
  spec: [clause('5.4')],
  applies: canRegister,
  property: ({ facts, tools }) =>
    overCases('credential', [plainestCase(facts)!], async (one) => {
      const { username } = await tools.account(askOf(one), variantOf(one));
      const { verdict } = await tools.register({ ...askOf(one), username }, variantOf(one));
      expectAccepted(verdict, 'registration');
    }),
});

/** What a party must take in a registration, kinds and algorithms first. */
export const acceptsRegistrations: readonly PartyRule[] = [
  acceptsNone,
  ...attestationKinds.filter((kind) => kind !== 'none').map(acceptsKind),
  ...algorithmNames.map(acceptsAlgorithm),
  acceptsFlags,
  acceptsBackupFlags,
  acceptsCounters,
  acceptsIds,
  acceptsLongIds,
  acceptsExtensions,
  acceptsSecond,
];
