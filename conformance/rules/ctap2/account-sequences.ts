import fc from 'fast-check';
import { toHex } from '../../../src/bytes/hex.ts';
import { decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import type { GetAssertionResponse } from '../../../src/ctap2/get-assertion.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { type CommandSequence, commandSequences } from '../../generators/sequences.ts';
import { AccountsModel, type ModelCredential } from '../../model/accounts.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import { expectThat, NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { claims21, drainAccounts, keepsAccounts, people } from '../ceremony/accounts.ts';
import { isAlwaysUv } from '../ceremony/authorize.ts';
import { canDelete, deleteCredential, removeCredentials } from '../ceremony/clean-up.ts';
import {
  type Asserted,
  judgeAsserted,
  type Made,
  makeCredential,
  soundAssertionRequest,
} from '../ceremony/credential.ts';
import { expectUser } from './expect-user.ts';

/** The key under judgement, and the relying parties of this run. */
interface Real {
  readonly context: RuleContext;
  readonly parties: readonly string[];
  /** The assertion that getNextAssertion goes on from. */
  begun: Asserted | undefined;
}

type Model = AccountsModel<Made>;
type Command = fc.AsyncCommand<Model, Real>;

/** The accounts of a run, four at most: three at one relying party, one at another. */
const seats = [
  { party: 0, user: 0 },
  { party: 0, user: 1 },
  { party: 0, user: 2 },
  { party: 1, user: 0 },
] as const;
const partyNames = ['a', 'b'];

class Make implements Command {
  readonly seat: number;
  readonly discoverable: boolean;

  constructor(seat: number, discoverable: boolean) {
    this.seat = seat;
    this.discoverable = discoverable;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, { context, parties }: Real): Promise<void> {
    const { party, user } = seats[this.seat]!;
    // CTAP 2.0 let a key make a discoverable credential unasked.
    const discoverable = this.discoverable || claims21(context.device.facts) !== true;
    try {
      const made = await makeCredential(context, {
        rpId: parties[party]!,
        user: people[user]!,
        salt: `${model.made.length}`,
        ...(discoverable ? { rk: true } : {}),
      });
      model.make(party, `${user}`, discoverable, made);
    } catch (error) {
      if (error instanceof CtapError && error.status === ctapStatus.CTAP2_ERR_KEY_STORE_FULL) {
        throw new NotApplicable('the key is full');
      }
      throw error;
    }
  }

  toString(): string {
    const { party, user } = seats[this.seat]!;
    const kind = this.discoverable ? 'an account' : 'a credential that is not discoverable';
    return `makeCredential: ${kind} of ${people[user]!.name} at ${partyNames[party]}`;
  }
}

class Assert implements Command {
  readonly party: number;
  readonly verified: boolean;
  /** Places in the order of making, or no allowList. */
  readonly named: readonly number[] | undefined;

  constructor(party: number, verified: boolean, named?: readonly number[]) {
    this.party = party;
    this.verified = verified;
    this.named = named;
  }

  check(model: Readonly<Model>): boolean {
    return this.named === undefined || model.made.length > 0;
  }

  async run(model: Model, real: Real): Promise<void> {
    const { context, parties } = real;
    const verified = this.verified || isAlwaysUv(context.device.facts);
    const named = this.#named(model, context);
    const request = await soundAssertionRequest(context, {
      rpId: parties[this.party]!,
      salt: `${model.made.length}`,
      ...(verified ? { verified } : {}),
      ...(named === undefined ? {} : { allowList: named.map(({ held }) => held.descriptor) }),
    });
    const isProven = request.pinUvAuthParam !== undefined || request.options?.uv === true;
    const foretold = model.assert(this.party, named);
    real.begun = undefined;
    const response = await unlessRefused(context.device.client.getAssertion(request));
    if (foretold.by.length === 0) {
      expectThat(response === undefined, 'getAssertion to find nobody and be refused', 'CTAP2_OK');
      return;
    }
    const who = foretold.by.map(called).join(' or ');
    if (response === undefined) throw new Violation(`an assertion by ${who}`, 'a refusal');
    const asserted = judgeAsserted(heldBy(model), request, response);
    expectThat(
      foretold.by.some(({ held }) => held === asserted.by),
      `an assertion by ${who}`,
      calledIn(model, asserted),
    );
    const number = response.numberOfCredentials;
    const isRight = number === foretold.accounts || (number === undefined && foretold.accounts === 1);
    expectThat(isRight, `numberOfCredentials ${foretold.accounts}`, `${number ?? 'none'}`);
    // the gesture itself may verify
    const byTouch = context.device.facts.info.options['uv'] === true && asserted.judged.flags.userVerified;
    expectUser(asserted, named === undefined, foretold.accounts, isProven || byTouch);
    real.begun = asserted;
  }

  /** CTAP 2.0 let a key give every match of an allowList: there one entry is named. */
  #named(model: Model, context: RuleContext): ModelCredential<Made>[] | undefined {
    if (this.named === undefined) return undefined;
    const { info } = context.device.facts;
    const limit = claims21(context.device.facts) === true ? (info.maxCredentialCountInList ?? this.named.length) : 1;
    const places = this.named.slice(0, limit);
    return [...new Set(places.map((place) => model.made[place % model.made.length]!))];
  }

  toString(): string {
    const list = this.named === undefined ? 'no allowList' : `allowList ${this.named.map((place) => `#${place + 1}`)}`;
    return `getAssertion at ${partyNames[this.party]}: ${list}${this.verified ? ', verified' : ''}`;
  }
}

class Next implements Command {
  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    const foretold = model.next();
    const response = await unlessRefused(real.context.device.client.getNextAssertion());
    const { accounts } = model;
    model.nextWas(response !== undefined);
    if (response === undefined) {
      expectThat(foretold.must !== 'answer', 'getNextAssertion to give the next account', 'a refusal');
      return;
    }
    if (foretold.must === 'refuse' || real.begun === undefined) {
      throw new Violation('getNextAssertion to be refused', `CTAP2_OK and ${described(response)}`);
    }
    const asserted = judgeAsserted(heldBy(model), real.begun.request, response);
    expectThat(asserted.by === foretold.by.held, `an assertion by ${called(foretold.by)}`, calledIn(model, asserted));
    expectUser(asserted, true, accounts, decodeAuthenticatorData(real.begun.response.authData).uv);
  }

  toString(): string {
    return 'getNextAssertion';
  }
}

class Delete implements Command {
  readonly place: number;

  constructor(place: number) {
    this.place = place;
  }

  check(model: Readonly<Model>): boolean {
    return model.made.length > 0;
  }

  async run(model: Model, { context }: Real): Promise<void> {
    if (!canDelete(context)) return;
    const credential = model.made[this.place % model.made.length]!;
    const isThere = credential.isAlive && credential.discoverable;
    const answer = await unlessRefused(deleteCredential(context, credential.held).then(() => 'deleted'));
    expectThat(
      (answer !== undefined) === isThere,
      isThere ? `${called(credential)} to be deleted` : `the deletion of ${called(credential)} to be refused`,
      answer ?? 'a refusal',
    );
    if (isThere) model.delete(credential);
    else model.interrupt();
  }

  toString(): string {
    return `deleteCredential: #${this.place + 1}`;
  }
}

class GetInfo implements Command {
  check(): boolean {
    return true;
  }

  async run(model: Model, { context }: Real): Promise<void> {
    await context.device.client.getInfo();
    model.interrupt();
  }

  toString(): string {
    return 'getInfo';
  }
}

class PowerCycle implements Command {
  check(): boolean {
    return true;
  }

  async run(model: Model, { context }: Real): Promise<void> {
    if (!context.device.facts.powers.powerCycle) return;
    await context.device.powerCycle();
    model.powerCycle();
  }

  toString(): string {
    return 'power cycle';
  }
}

const place = fc.nat({ max: 4 });
const party = fc.constantFrom(0, 0, 0, 0, 1);
const isDiscoverable = fc.constantFrom(true, true, true, true, false);

// What a fault needs most often is weighty: several accounts, one of them given, something between, the next one.
const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.nat({ max: 3 }), isDiscoverable).map(([seat, rk]) => new Make(seat, rk)) },
  { weight: 5, arbitrary: fc.tuple(party, fc.boolean()).map(([at, verified]) => new Assert(at, verified)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(party, fc.boolean(), fc.array(place, { minLength: 1, maxLength: 2 }))
      .map(([at, verified, named]) => new Assert(at, verified, named)),
  },
  { weight: 8, arbitrary: fc.constant(new Next()) },
  { weight: 3, arbitrary: place.map((at) => new Delete(at)) },
  { weight: 1, arbitrary: fc.constant(new GetInfo()) },
  { weight: 2, arbitrary: fc.constant(new PowerCycle()) },
);

/** Credentials and accounts through any sequence of commands. */
export const accountSequenceRule = rule<[CommandSequence<Model, Real>]>({
  id: 'ctap2.sequences.accounts',
  level: 'MUST',
  says: 'Through any sequence of commands the right credentials answer, in their order, with the right user and number.',
  spec: [
    { document: 'CTAP 2.3', section: '6.1.2', step: '17' },
    { document: 'CTAP 2.3', section: '6.2.2' },
    { document: 'CTAP 2.3', section: '6.3' },
  ],
  needs: { pin: 'set', touches: 8 },
  runs: 150,
  applies: keepsAccounts,
  property: (context) =>
    fc.asyncProperty(commandSequences(commands, 24), async ({ commands: sequence }) => {
      await drainAccounts(context);
      // What an earlier run left on a key that deletes nothing is of other relying parties.
      const run = toHex(context.env.random.bytes(4));
      const parties = partyNames.map((name) => `${name}-${run}.${context.rpId}`);
      const model: Model = new AccountsModel();
      await fc.asyncModelRun(() => ({ model, real: { context, parties, begun: undefined } }), sequence);
      const left = model.made.filter(({ isAlive, discoverable }) => isAlive && discoverable);
      await removeCredentials(
        context,
        left.map(({ held }) => held),
      );
    }),
});

function heldBy(model: Model): Made[] {
  return model.made.map(({ held }) => held);
}

function called({ number, held, discoverable }: ModelCredential<Made>): string {
  return `#${number} (${discoverable ? 'the account' : 'the credential'} of ${held.user.name})`;
}

function calledIn(model: Model, { by }: Asserted): string {
  const found = model.made.find(({ held }) => held === by);
  return found === undefined ? 'another' : `one by ${called(found)}`;
}

function described({ credential, user }: GetAssertionResponse): string {
  const id = credential === undefined ? 'an assertion' : `an assertion by ${toHex(credential.id).slice(0, 16)}…`;
  return user?.name === undefined ? id : `${id} of ${user.name}`;
}

/** The answer, or `undefined` for a refusal. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CtapError) return undefined;
    throw error;
  }
}
