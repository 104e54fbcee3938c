import type { UserEntity } from '../../../src/ctap2/entities.ts';
import type { GetAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { getAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { Violation } from '../../vocabulary/violation.ts';
import type { AssertChoice, Asserted, Made, MakeChoice } from './credential.ts';
import { judgeAsserted, makeCredential, soundAssertionRequest, userNamed } from './credential.ts';

/** The people who have accounts: always the same, so that a later run replaces what an earlier one left. */
export const people: readonly UserEntity[] = ['anna', 'bela', 'carl', 'dora'].map(userNamed);

/** Whether the key keeps discoverable credentials. */
export function keepsAccounts({ info }: KeyFacts): true | string {
  return info.options['rk'] === true || 'the key keeps no discoverable credentials';
}

/** Whether the key claims CTAP 2.1 or later. */
export function claims21({ info }: KeyFacts): true | string {
  const is21 = info.versions.includes('FIDO_2_1') || info.versions.includes('FIDO_2_3');
  return is21 || 'the key claims neither FIDO_2_1 nor FIDO_2_3';
}

/** The first reason among several conditions, or `true`. */
export function allOf(
  ...conditions: readonly ((facts: KeyFacts) => true | string)[]
): (facts: KeyFacts) => true | string {
  return (facts) => {
    for (const condition of conditions) {
      const met = condition(facts);
      if (met !== true) return met;
    }
    return true;
  };
}

/** A relying party of the rule's own for so many accounts: a later run with as many replaces them all. */
export function partyFor(context: RuleContext, label: string | number): string {
  return `${label}.${context.rpId}`;
}

/** One to four discoverable credentials of one relying party, oldest first, each attestation judged. */
export async function makeAccounts(context: RuleContext, count: number, choice: MakeChoice = {}): Promise<Made[]> {
  const rpId = choice.rpId ?? partyFor(context, count);
  const made: Made[] = [];
  for (const user of people.slice(0, count)) {
    made.push(
      await makeCredential(context, { rk: true, user, ...choice, rpId, salt: `${choice.salt ?? ''} ${user.name}` }),
    );
  }
  return made;
}

/** getAssertion without an allowList, judged against these accounts. */
export async function chooseAccount(
  context: RuleContext,
  made: readonly Made[],
  choice: Omit<AssertChoice, 'allowList'> = {},
): Promise<Asserted> {
  const rpId = made[0]?.rpId ?? context.rpId;
  const request = await soundAssertionRequest(context, { rpId, ...choice });
  return judgeAsserted(made, request, await context.device.client.getAssertion(request));
}

/** getNextAssertion, judged against these accounts. */
export async function nextAccount(context: RuleContext, made: readonly Made[], first: Asserted): Promise<Asserted> {
  return judgeAsserted(made, first.request, await context.device.client.getNextAssertion());
}

/**
 * Takes what an earlier run left to be given by getNextAssertion, which another command need not end. A key that never
 * comes to an end is left to the rules.
 */
export async function drainAccounts({ device }: RuleContext): Promise<void> {
  for (let count = 0; count < MOST_LEFT; count += 1) {
    if ((await device.send(Uint8Array.of(0x08))).status !== 0) return;
  }
}

const MOST_LEFT = 8;

/** Every account that getAssertion and getNextAssertion give, in their order. */
export async function everyAccount(
  context: RuleContext,
  made: readonly Made[],
  choice: Omit<AssertChoice, 'allowList'> = {},
): Promise<Asserted[]> {
  const first = await chooseAccount(context, made, choice);
  const count = first.response.numberOfCredentials ?? 1;
  if (count > made.length) {
    throw new Violation(`at most ${made.length} accounts`, `numberOfCredentials ${count}`);
  }
  const all = [first];
  while (all.length < count) all.push(await nextAccount(context, made, first));
  return all;
}

/** Who an account is of, for people. */
export function nameOf(made: Made): string {
  return made.user.name ?? 'a user without a name';
}

/** A getAssertion request as it is sent: command byte and parameters. */
export function assertionBytes(request: GetAssertionRequest): Uint8Array {
  return Uint8Array.of(0x02, ...encodeMessage(getAssertionRequest, request));
}
