import fc from 'fast-check';
import type { PinToken } from '../../../src/client/pin-uv.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { padPin } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { statusName } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { CommandSequence, commandSequences } from '../../generators/sequences.ts';
import { type Foretold, PinModel, type TokenPermission } from '../../model/pin.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import { Violation } from '../../vocabulary/violation.ts';
import { allOf, partyFor } from '../ceremony/accounts.ts';
import type { Made } from '../ceremony/credential.ts';
import { algorithmsOf, clientDataHash, judgeAsserted, judgeMade, userNamed } from '../ceremony/credential.ts';
import type { ProtocolNumber } from '../ceremony/pin.ts';
import {
  clientPinBytes,
  eachProtocol,
  hasClientPin,
  hasCredMgmt,
  hasPermissions,
  pinOpensMcGa,
  pinRequest,
  pinRetries,
  setPinRequest,
} from '../ceremony/pin.ts';
import { requestWith } from '../ceremony/token-use.ts';

/** The key under judgement and what a run holds of it. */
interface Real {
  readonly context: RuleContext;
  readonly parties: readonly string[];
  token: PinToken | undefined;
  /** The token before the last: dead since the last was issued. */
  former: PinToken | undefined;
  readonly made: Map<number, Made>;
}
type Command = fc.AsyncCommand<PinModel, Real>;

const PIN = 'touchstone-A-4711';
const OTHER_PIN = 'touchstone-B-0815';
/** Named by what they are to the key, so that a sequence stays what it is when a command is taken away. */
type Guess = 'the right PIN' | 'a wrong PIN';

/** The PIN that a guess means now. */
function pinOf(model: PinModel, guess: Guess): string {
  const right = model.pin ?? PIN;
  return guess === 'the right PIN' ? right : otherThan(right);
}

function otherThan(pin: string): string {
  return pin === PIN ? OTHER_PIN : PIN;
}

const partyNames = ['one', 'two'];

abstract class Always {
  check(): boolean {
    return true;
  }
}

class SetPin extends Always implements Command {
  readonly protocol: ProtocolNumber;

  constructor(protocol: ProtocolNumber) {
    super();
    this.protocol = protocol;
  }

  async run(model: PinModel, { context }: Real): Promise<void> {
    const request = await setPinRequest(context, this.protocol, padPin(PIN));
    const { status } = await context.device.send(clientPinBytes(request));
    expectForetold(model.setPin(PIN), status, 'setPIN');
    model.full ??= await pinRetries(context.device);
  }

  override toString(): string {
    return `setPIN${under(this.protocol)}`;
  }
}

class ChangePin extends Always implements Command {
  readonly from: Guess;
  readonly protocol: ProtocolNumber;

  constructor(from: Guess, protocol: ProtocolNumber) {
    super();
    this.from = from;
    this.protocol = protocol;
  }

  async run(model: PinModel, { context }: Real): Promise<void> {
    const how = { way: 'changePIN', protocol: this.protocol } as const;
    const from = pinOf(model, this.from);
    const request = await pinRequest(context, how, from, otherThan(from));
    const { status } = await context.device.send(clientPinBytes(request));
    expectForetold(model.changePin(from, otherThan(from)), status, 'changePIN');
  }

  override toString(): string {
    return `changePIN with ${this.from} for the old one${under(this.protocol)}`;
  }
}

class GetToken extends Always implements Command {
  readonly pin: Guess;
  readonly protocol: ProtocolNumber;
  readonly permissions: readonly TokenPermission[];
  readonly party: number;

  constructor(pin: Guess, protocol: ProtocolNumber, permissions: readonly TokenPermission[], party: number) {
    super();
    this.pin = pin;
    this.protocol = protocol;
    this.permissions = permissions;
    this.party = party;
  }

  async run(model: PinModel, real: Real): Promise<void> {
    const { context, parties } = real;
    const { device, env } = context;
    const pin = pinOf(model, this.pin);
    const foretold = model.tryPin(pin);
    const uv = device.uv(this.protocol);
    const bits = this.permissions.reduce((all, name) => all | permission[name], 0);
    const rpId = this.#party() === undefined ? undefined : parties[this.party]!;
    const { answer: token, status } = await settled(
      bits === 0 ? uv.legacyToken(pin) : uv.tokenWithPermissions(pin, bits, rpId),
    );
    expectForetold(foretold, status, 'the PIN');
    if (token === undefined) return;
    real.former = real.token;
    real.token = token;
    model.issue(this.permissions, this.#party(), env.clock.nowMs());
  }

  #party(): number | undefined {
    return this.permissions.includes('mc') || this.permissions.includes('ga') ? this.party : undefined;
  }

  override toString(): string {
    const party = this.#party();
    const what = this.permissions.length === 0 ? 'getPinToken' : `a token for ${this.permissions.join(', ')}`;
    return `${what}${party === undefined ? '' : ` of relying party ${partyNames[party]}`} with ${this.pin}${under(this.protocol)}`;
  }
}

class GetRetries implements Command {
  check(model: Readonly<PinModel>): boolean {
    return model.pin !== undefined && model.full !== undefined;
  }

  async run(model: PinModel, { context }: Real): Promise<void> {
    const expected = Math.max(0, (model.full ?? 0) - model.spent);
    const left = await pinRetries(context.device);
    if (left !== expected) throw new Violation(`${expected} pinRetries`, `${left}`);
  }

  toString(): string {
    return 'getPINRetries';
  }
}

class PowerCycle extends Always implements Command {
  async run(model: PinModel, { context }: Real): Promise<void> {
    await context.device.powerCycle();
    model.powerCycle();
  }

  override toString(): string {
    return 'power cycle';
  }
}

class Wait extends Always implements Command {
  readonly seconds: number;

  constructor(seconds: number) {
    super();
    this.seconds = seconds;
  }

  async run(_model: PinModel, { context }: Real): Promise<void> {
    await context.device.wait(this.seconds * 1000);
  }

  override toString(): string {
    return `${this.seconds} s pass`;
  }
}

class MakeCredential extends Always implements Command {
  readonly party: number;
  readonly which: 'last' | 'former';

  constructor(party: number, which: 'last' | 'former') {
    super();
    this.party = party;
    this.which = which;
  }

  async run(model: PinModel, real: Real): Promise<void> {
    const { context, parties } = real;
    const isLast = this.which === 'last';
    const token = isLast ? real.token : real.former;
    if (token === undefined) return;
    const hash = clientDataHash(context, 'make in a sequence');
    const request = {
      clientDataHash: hash,
      rp: { id: parties[this.party]! },
      user: userNamed('sequence'),
      pubKeyCredParams: algorithmsOf(context.device.facts).map((alg) => ({ alg, type: 'public-key' })),
      pinUvAuthParam: token.authenticate(hash),
      pinUvAuthProtocol: token.protocol,
    };
    const foretold = isLast ? model.foretellUse('mc', this.party, context.env.clock.nowMs()) : 'refused';
    const { answer: response, status } = await settled(context.device.client.makeCredential(request));
    expectForetold(foretold, status, `makeCredential with the ${this.which} token`);
    if (!isLast) model.doubt();
    else model.used(response !== undefined, true, context.env.clock.nowMs());
    if (response !== undefined) real.made.set(this.party, judgeMade(context, request, response));
  }

  override toString(): string {
    return `makeCredential at relying party ${partyNames[this.party]} with the ${this.which} token`;
  }
}

class GetAssertion extends Always implements Command {
  readonly party: number;

  constructor(party: number) {
    super();
    this.party = party;
  }

  async run(model: PinModel, real: Real): Promise<void> {
    const { context, parties, token } = real;
    const own = real.made.get(this.party);
    if (token === undefined || own === undefined) return;
    const hash = clientDataHash(context, 'get in a sequence');
    const request = {
      rpId: parties[this.party]!,
      clientDataHash: hash,
      allowList: [own.descriptor],
      pinUvAuthParam: token.authenticate(hash),
      pinUvAuthProtocol: token.protocol,
    };
    const foretold = model.foretellUse('ga', this.party, context.env.clock.nowMs());
    const { answer: response, status } = await settled(context.device.client.getAssertion(request));
    expectForetold(foretold, status, 'getAssertion with the token');
    model.used(response !== undefined, true, context.env.clock.nowMs());
    if (response !== undefined) judgeAsserted([own], request, response);
  }

  override toString(): string {
    return `getAssertion at relying party ${partyNames[this.party]} with the last token`;
  }
}

class GetCredsMetadata extends Always implements Command {
  async run(model: PinModel, { context, token }: Real): Promise<void> {
    if (token === undefined) return;
    const foretold = model.foretellUse('cm', undefined, context.env.clock.nowMs());
    const { status } = await context.device.send(requestWith(context, 'getCredsMetadata', token));
    expectForetold(foretold, status, 'getCredsMetadata with the token');
    model.used(status === 0, false, context.env.clock.nowMs());
  }

  override toString(): string {
    return 'getCredsMetadata with the last token';
  }
}

const needs: Needs = { pin: 'unset', resets: true, spoils: true, powerCycle: true, pinTries: 8 };
const takesOurPins = ({ info }: KeyFacts): true | string =>
  (info.minPINLength ?? 4) <= PIN.length || 'the key asks for longer PINs than ours';

/** Sequences of commands over PIN and tokens, each answer foretold by a model (CTAP 2.3 section 6.5). */
export const pinSequenceRules: readonly Rule[] = [
  rule<[CommandSequence<PinModel, Real>]>({
    id: 'ctap2.client-pin.sequence',
    level: 'MUST',
    says: 'In any sequence of setPIN, changePIN, right and wrong PINs, getPINRetries and power cycles each answer is as the standard foretells.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5' }],
    needs: { ...needs, touches: 1 },
    runs: 80,
    applies: allOf(hasClientPin, takesOurPins),
    property: (context) => sequencesOf(context, commandSequences(pinCommands(context), 24)),
  }),
  rule<[CommandSequence<PinModel, Real>]>({
    id: 'ctap2.pin-uv-auth-token.sequence',
    level: 'MUST',
    says: 'In any sequence of tokens, their uses at two relying parties, PIN changes, waiting and power cycles each answer is as the standard foretells.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.7' }],
    needs: { ...needs, touches: 4, waitMs: 601_000 },
    runs: 80,
    applies: allOf(hasClientPin, hasPermissions, pinOpensMcGa, takesOurPins),
    property: (context) =>
      sequencesOf(
        context,
        // without a PIN there are no tokens
        commandSequences(tokenCommands(context), 24).map(
          ({ commands }) => new CommandSequence([new SetPin(eachProtocol(context)[0] ?? 1), ...commands]),
        ),
      ),
  }),
];

function sequencesOf(
  context: RuleContext,
  sequences: fc.Arbitrary<CommandSequence<PinModel, Real>>,
): fc.IAsyncProperty<[CommandSequence<PinModel, Real>]> {
  return fc.asyncProperty(sequences, async ({ commands }) => {
    await context.device.reset();
    const parties = partyNames.map((name) => partyFor(context, name));
    const real: Real = { context, parties, token: undefined, former: undefined, made: new Map() };
    await fc.asyncModelRun(() => ({ model: new PinModel(), real }), commands);
  });
}

function pinCommands(context: RuleContext): fc.Arbitrary<Command> {
  const guesses = fc.constantFrom<Guess>('the right PIN', 'a wrong PIN');
  const protocols = fc.constantFrom(...eachProtocol(context));
  return fc.oneof(
    { weight: 3, arbitrary: protocols.map((protocol) => new SetPin(protocol)) },
    {
      weight: 6,
      arbitrary: fc.tuple(guesses, protocols).map(([guess, protocol]) => new GetToken(guess, protocol, [], 0)),
    },
    { weight: 2, arbitrary: fc.tuple(guesses, protocols).map((parts) => new ChangePin(...parts)) },
    { weight: 3, arbitrary: fc.constant(new GetRetries()) },
    { weight: 2, arbitrary: fc.constant(new PowerCycle()) },
  );
}

function tokenCommands(context: RuleContext): fc.Arbitrary<Command> {
  // fast-check takes the first of these for the simplest
  const guesses = fc.constantFrom<Guess>(...new Array<Guess>(9).fill('the right PIN'), 'a wrong PIN');
  const protocols = fc.constantFrom(...eachProtocol(context));
  const party = fc.constantFrom(0, 1);
  const manages = hasCredMgmt(context.device.facts) === true;
  const permissions = fc.constantFrom<readonly TokenPermission[]>(
    ['mc', 'ga'],
    ['mc'],
    ['ga'],
    ...(manages ? [['cm'] as const] : []),
  );
  const uses = fc.constantFrom<(which: number) => Command>(
    (which) => new MakeCredential(which, 'last'),
    (which) => new GetAssertion(which),
    ...(manages ? [() => new GetCredsMetadata()] : []),
  );
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(guesses, protocols, permissions, party).map((parts) => new GetToken(...parts)),
    },
    { weight: 11, arbitrary: fc.tuple(uses, party).map(([use, which]) => use(which)) },
    { weight: 1, arbitrary: party.map((which) => new MakeCredential(which, 'former')) },
    { weight: 1, arbitrary: fc.tuple(guesses, protocols).map((parts) => new ChangePin(...parts)) },
    { weight: 2, arbitrary: fc.constantFrom(16, 34, 601).map((seconds) => new Wait(seconds)) },
    { weight: 1, arbitrary: fc.constant(new PowerCycle()) },
  );
}

function expectForetold(foretold: Foretold, status: number, what: string): void {
  if (foretold === 'either' || (status === 0) === (foretold === 'accepted')) return;
  throw new Violation(`${what} to be ${foretold}`, statusName(status));
}

async function settled<T>(work: Promise<T>): Promise<{ readonly answer: T | undefined; readonly status: number }> {
  try {
    return { answer: await work, status: 0 };
  } catch (error) {
    if (!(error instanceof CtapError)) throw error;
    return { answer: undefined, status: error.status };
  }
}

function under(protocol: ProtocolNumber): string {
  return protocol === 1 ? ' (protocol one)' : '';
}
