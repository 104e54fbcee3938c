import fc from 'fast-check';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { statusWord } from '../../../src/transport/card/status-word.ts';
import { type CommandSequence, commandSequences } from '../../generators/sequences.ts';
import { type CountedCredential, CountersModel } from '../../model/counters.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import { expectThat, Violation } from '../../vocabulary/violation.ts';
import { keepsAccounts, people } from '../ceremony/accounts.ts';
import { clientDataHash, getAssertion, type Made, makeCredential, userNamed } from '../ceremony/credential.ts';
import {
  authenticationData,
  type U2fRegistration,
  u2fAuthenticate,
  u2fControl,
  u2fInstruction,
  u2fRegister,
  u2fSend,
} from '../u2f/ceremony.ts';

type Held = { readonly ctap2: Made } | { readonly u2f: U2fRegistration };
type Model = CountersModel<Held>;
type Command = fc.AsyncCommand<Model, RuleContext>;

class Make implements Command {
  readonly discoverable: boolean;

  constructor(discoverable: boolean) {
    this.discoverable = discoverable;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, context: RuleContext): Promise<void> {
    const rk = this.discoverable && keepsAccounts(context.device.facts) === true;
    // Each account is of another person, so that none takes another's place; past the fourth they are not discoverable.
    const user = people[model.made.length] ?? userNamed(`user ${model.made.length}`);
    const isKept = rk && model.made.length < people.length;
    const made = await makeCredential(context, { user, salt: `${model.made.length}`, ...(isKept ? { rk: true } : {}) });
    model.make({ ctap2: made }, made.judged.credential.signCount);
  }

  toString(): string {
    return `makeCredential${this.discoverable ? ', discoverable' : ''}`;
  }
}

class Register implements Command {
  check(): boolean {
    return true;
  }

  async run(model: Model, context: RuleContext): Promise<void> {
    if (!servesU2f(context)) return;
    const challenge = clientDataHash(context, `register ${model.made.length}`);
    model.make({ u2f: await u2fRegister(context.device, context.rpId, challenge) }, undefined);
  }

  toString(): string {
    return 'U2F_REGISTER';
  }
}

class Use implements Command {
  readonly place: number;

  constructor(place: number) {
    this.place = place;
  }

  check(model: Readonly<Model>): boolean {
    return model.made.length > 0;
  }

  async run(model: Model, context: RuleContext): Promise<void> {
    const credential = model.made[this.place % model.made.length]!;
    const shown = await use(context, credential);
    const what = `credential #${credential.number}`;
    if (!credential.isAlive) {
      expectThat(shown === 'refused', `${what}, made before a reset, to be dead`, 'an assertion by it');
      return;
    }
    if (shown === 'refused') throw new Violation(`${what} to answer`, 'a refusal');
    const expected = model.used(credential, shown);
    if (expected !== undefined) throw new Violation(`${expected} from ${what}`, `${shown}`);
  }

  toString(): string {
    return `use credential #${this.place + 1} (getAssertion, or U2F_AUTHENTICATE for one of U2F)`;
  }
}

class PowerCycle implements Command {
  check(): boolean {
    return true;
  }

  async run(_model: Model, { device }: RuleContext): Promise<void> {
    await device.powerCycle();
  }

  toString(): string {
    return 'power cycle';
  }
}

class Reset implements Command {
  check(): boolean {
    return true;
  }

  async run(model: Model, { device }: RuleContext): Promise<void> {
    await device.reset();
    model.reset();
  }

  toString(): string {
    return 'reset';
  }
}

const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.boolean().map((discoverable) => new Make(discoverable)) },
  { weight: 1, arbitrary: fc.constant(new Register()) },
  { weight: 8, arbitrary: fc.nat({ max: 4 }).map((place) => new Use(place)) },
  { weight: 1, arbitrary: fc.constant(new PowerCycle()) },
  { weight: 1, arbitrary: fc.constant(new Reset()) },
);

/** Counters and lives of credentials through any sequence of uses, power cycles and resets. */
export const counterSequenceRule = rule<[CommandSequence<Model, RuleContext>]>({
  id: 'ctap2.sequences.counters',
  level: 'MUST',
  says: 'Through any sequence of uses and power cycles credentials live and their counters never go back; a reset ends them all.',
  spec: [
    { document: 'WebAuthn Level 3', section: '6.1.1' },
    { document: 'CTAP 2.3', section: '6.6' },
  ],
  needs: { touches: 8, resets: true, powerCycle: true },
  runs: 40,
  property: (context) =>
    fc.asyncProperty(commandSequences(commands, 12), async ({ commands: sequence }) => {
      // Earlier runs' accounts go, so that the store never fills.
      await context.device.reset();
      await fc.asyncModelRun(() => ({ model: new CountersModel<Held>(), real: context }), sequence);
    }),
});

function servesU2f({ device }: RuleContext): boolean {
  return device.facts.info.versions.includes('U2F_V2');
}

/** One use by name; gives the counter that it showed. */
async function use(context: RuleContext, { held, isAlive }: CountedCredential<Held>): Promise<number | 'refused'> {
  const { device } = context;
  if ('u2f' in held) {
    const challenge = clientDataHash(context, 'use');
    if (isAlive) return (await u2fAuthenticate(device, held.u2f, challenge)).counter;
    const { application, keyHandle } = held.u2f;
    const data = authenticationData(challenge, application, keyHandle);
    const { sw } = await u2fSend(device, u2fInstruction.AUTHENTICATE, u2fControl.ENFORCE, data);
    return sw === statusWord.OK ? 0 : 'refused';
  }
  try {
    return (await getAssertion(context, held.ctap2)).judged.signCount;
  } catch (error) {
    if (error instanceof CtapError) return 'refused';
    throw error;
  }
}
