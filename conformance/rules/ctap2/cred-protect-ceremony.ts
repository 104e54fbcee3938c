import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import { extensionId } from '../../../src/ctap2/extensions.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { keepsAccounts, partyFor, people } from '../ceremony/accounts.ts';
import { isAlwaysUv } from '../ceremony/authorize.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import { getAssertion, type Made, type MakeChoice, makeCredential } from '../ceremony/credential.ts';

/** A level of credProtect. */
export type Level = 1 | 2 | 3;
/** A kind of credential. */
export type Kind = 'not discoverable' | 'discoverable';

/** Whether the key has the extension. */
export const hasCredProtect = ({ info }: KeyFacts): true | string =>
  info.extensions.includes(extensionId.credProtect) || 'the key has no credProtect';
/** Whether an assertion can be had without user verification. */
export const canGoUnverified = (facts: KeyFacts): true | string => !isAlwaysUv(facts) || 'every assertion is verified';

/** The extension input that asks for a level. */
export const asking = (level: CborValue): CborMap => new Map([[extensionId.credProtect, level]]);

/** The level that a new credential has by the key's own word: its output, or 1 where it says nothing. */
export function levelOf(made: Made): CborValue {
  return made.judged.extensions?.get(extensionId.credProtect) ?? 1;
}

/** The kinds of credential that the key makes, the simplest first. */
export const kinds = ({ device }: RuleContext): readonly Kind[] =>
  keepsAccounts(device.facts) === true ? ['not discoverable', 'discoverable'] : ['not discoverable'];

/** The levels. */
export const levels: readonly Level[] = [1, 2, 3];

/** Every pair of one of these and one of those. */
export function pairs<A, B>(these: readonly A[], those: readonly B[]): [A, B][] {
  return these.flatMap((one) => those.map((other): [A, B] => [one, other]));
}

/** A credential of that level; `NotApplicable` where the key gave another. */
export async function protectedCredential(
  context: RuleContext,
  kind: Kind,
  level: Level,
  choice: MakeChoice = {},
): Promise<Made> {
  const made = await makeCredential(context, {
    user: people[0]!,
    extensions: asking(level),
    ...(kind === 'discoverable' ? { rk: true } : {}),
    salt: `level ${level}`,
    ...choice,
  });
  if (levelOf(made) !== level) throw new NotApplicable(`the key gave level ${String(levelOf(made))} for ${level}`);
  return made;
}

/**
 * Throws `NotApplicable` where every touch verifies, as that of a known finger may: nobody is unverified there. Costs a
 * credential of its own on keys with built-in user verification, and nothing on others.
 */
export async function demandUnverified(context: RuleContext): Promise<void> {
  if (context.device.facts.info.options['uv'] !== true) return;
  const probe = await makeCredential(context, { rpId: partyFor(context, 'probe') });
  const { judged } = await getAssertion(context, probe);
  if (judged.flags.userVerified) throw new NotApplicable('the gesture itself verifies the user');
}

/** Deletes what was discoverable. */
export async function tidy(context: RuleContext, kind: Kind, made: readonly Made[]): Promise<void> {
  if (kind === 'discoverable') await removeCredentials(context, made);
}
