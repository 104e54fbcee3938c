import { soundAssertionVariant } from '../../../src/ceremonies/make-assertion.ts';
import type { AssertionSpoil, RegistrationSpoil, Spoil } from '../../../src/ceremonies/spoil.ts';
import { assertionSpoils, registrationSpoils } from '../../../src/ceremonies/spoils/catalogue.ts';
import type { RegistrationVariant } from '../../../src/ceremonies/variant.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { PartyFacts } from '../../vocabulary/party-facts.ts';
import { type PartyRule, partyRule } from '../../vocabulary/party-rule.ts';
import type { RegistrationAsk } from '../../vocabulary/party-tools.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { askOf, plainestCase, type RegistrationCase, registrationCases, variantOf } from './cases.ts';
import { expectRefused } from './expect.ts';

/** One rule for each way in which a registration can be spoiled. */
export const refusesSpoiledRegistrations: readonly PartyRule[] = registrationSpoils.map(refusesRegistration);

/** One rule for each way in which an assertion can be spoiled. */
export const refusesSpoiledAssertions: readonly PartyRule[] = assertionSpoils.map(refusesAssertion);

/** A registration that is sound but for one step is refused, while its sound twin is accepted. */
export function refusesRegistration(spoil: RegistrationSpoil): PartyRule {
  return partyRule({
    ...headOf(spoil),
    applies: (facts) => judgeable(spoil, facts) ?? (registrationCases(facts, spoil.needs).length > 0 || noCase(spoil)),
    property: ({ facts, tools }) =>
      overCases('registration', registrationCases(facts, spoil.needs), async (one) => {
        const ask = askFor(spoil, one);
        const variant = variantFor(spoil, one);
        await tools.requireSound(ask, variant);
        const { verdict } = await tools.register(ask, variant, spoil.hooks);
        expectRefused(verdict, 'registration', spoil.says);
      }),
  });
}

/** An assertion that is sound but for one step is refused, while a sound one by the same credential is accepted. */
export function refusesAssertion(spoil: AssertionSpoil): PartyRule {
  return partyRule({
    ...headOf(spoil),
    applies: (facts) => judgeable(spoil, facts) ?? (registrationCases(facts, spoil.needs).length > 0 || noCase(spoil)),
    property: ({ facts, tools }) =>
      overCases('credential', assertionCases(facts, spoil), async (one) => {
        const { userVerification, extensions } = askFor(spoil, one);
        const ask = {
          ...(userVerification === undefined ? {} : { userVerification }),
          ...(extensions === undefined ? {} : { extensions }),
        };
        const account = await tools.account(askFor(spoil, one), variantFor(spoil, one));
        const variant = soundAssertionVariant({
          counterStep: spoil.needs?.counter === 'zero' ? 0 : 1,
          userHandle: true,
        });
        const sound = await tools.assert(account, ask, variant);
        if (sound.verdict.kind === 'refused') {
          throw new NotApplicable(`a sound assertion is refused: ${sound.verdict.because}`);
        }
        const { verdict } = await tools.assert(account, ask, variant, spoil.hooks);
        expectRefused(verdict, 'assertion', spoil.says);
      }),
  });
}

function headOf(spoil: Spoil): Pick<PartyRule, 'id' | 'level' | 'says' | 'spec'> {
  const article = spoil.ceremony === 'registration' ? 'A registration' : 'An assertion';
  return {
    id: `verifier.${spoil.ceremony}.refuses.${spoil.id}`,
    level: spoil.level,
    says: `${article} is refused when ${spoil.says}.`,
    spec: spoil.steps.map(({ document = 'WebAuthn Level 3', section, step }): SpecReference => {
      return step === undefined ? { document, section } : { document, section, step };
    }),
  };
}

/** Why a spoil says nothing of this party, or undefined where it does. */
function judgeable({ needs }: Spoil, facts: PartyFacts): string | undefined {
  if (needs?.attestation === true && !facts.asksAttestation) return 'its options do not ask for attestation';
  if (needs?.trust === true && facts.trust === 'any') return 'it takes attestations of any root';
  if (needs?.trust === true && facts.trust === 'unknown') return 'what roots it trusts is not known';
  if (needs?.notOffered !== undefined && (facts.offered ?? facts.algorithms).includes(needs.notOffered)) {
    return `it offers the algorithm ${needs.notOffered}`;
  }
  if (needs?.unframed === true && facts.framed) return 'pages of other origins may frame it';
  if (needs?.revocation === true && !facts.revocation) return 'it was not told our revocation lists';
  if (needs?.userVerification === 'required' && !facts.requiresUserVerification) {
    return 'its options do not require user verification where they are asked to';
  }
  return undefined;
}

function noCase({ needs }: Spoil): string {
  const kinds = needs?.kinds === undefined ? '' : ` (${needs.kinds.join(', ')})`;
  return `no sound registration that can be spoiled so${kinds} is accepted`;
}

/** One credential is enough to be asserted with, unless the spoil is of a key of several algorithms. */
function assertionCases(facts: PartyFacts, spoil: AssertionSpoil): RegistrationCase[] {
  if (spoil.needs?.algorithms !== undefined) return registrationCases(facts, spoil.needs);
  const plainest = plainestCase(facts, spoil.needs);
  return plainest === undefined ? [] : [plainest];
}

function askFor({ needs }: Spoil, one: RegistrationCase): RegistrationAsk {
  return {
    ...askOf(one),
    ...(needs?.userVerification === undefined ? {} : { userVerification: needs.userVerification }),
    ...(needs?.extensions === undefined ? {} : { extensions: needs.extensions }),
  };
}

function variantFor({ needs }: Spoil, one: RegistrationCase): RegistrationVariant {
  return variantOf(one, {
    backupEligible: needs?.backupEligible ?? false,
    signCount: needs?.counter === 'zero' ? 0 : 1,
  });
}
