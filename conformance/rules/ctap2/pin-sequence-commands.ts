import type fc from 'fast-check';
import type { PinToken } from '../../../src/client/pin-uv.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { padPin } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { statusName } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import type { Foretold, PinModel, TokenPermission } from '../../model/pin.ts';
import { fitPin } from '../../vocabulary/fit-pin.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { Violation } from '../../vocabulary/violation.ts';
import type { Made } from '../ceremony/credential.ts';
import { algorithmsOf, clientDataHash, judgeAsserted, judgeMade, userNamed } from '../ceremony/credential.ts';
import type { ProtocolNumber } from '../ceremony/pin.ts';
import { clientPinBytes, pinRequest, pinRetries, setPinRequest } from '../ceremony/pin.ts';
import { requestWith } from '../ceremony/token-use.ts';

/** The key under judgement and what a run holds of it. */
export interface Real {
  readonly context: RuleContext;
  readonly parties: readonly string[];
  token: PinToken | undefined;
  /** The token before the last: dead since the last was issued. */
  former: PinToken | undefined;
  readonly made: Map<number, Made>;
}
/** One command of a sequence. */
export type Command = fc.AsyncCommand<PinModel, Real>;

/** The first PIN of a sequence. */
const PIN = 'touchstone-A-4711';
const OTHER_PIN = 'touchstone-B-0815';
/** Named by what they are to the key, so that a sequence stays what it is when a command is taken away. */
export type Guess = 'the right PIN' | 'a wrong PIN';

/** The PIN that a guess means now. */
function pinOf(model: PinModel, guess: Guess): string {
  const right = model.pin ?? PIN;
  return guess === 'the right PIN' ? right : otherThan(right);
}

function otherThan(pin: string): string {
  return pin === PIN ? OTHER_PIN : PIN;
}

/** The same of a length that the key takes. */
function fitted({ device }: RuleContext, pin: string): string {
  return fitPin(pin, device.facts.info);
}

/** The relying parties of a sequence. */
export const partyNames = ['one', 'two'];

abstract class Always {
  check(): boolean {
    return true;
  }
}

/** setPIN. */
export class SetPin extends Always implements Command {
  readonly protocol: ProtocolNumber;

  constructor(protocol: ProtocolNumber) {
    super();
    this.protocol = protocol;
  }

  async run(model: PinModel, { context }: Real): Promise<void> {
    const request = await setPinRequest(context, this.protocol, padPin(fitted(context, PIN)));
    const { status } = await context.device.send(clientPinBytes(request));
    expectForetold(model.setPin(PIN), status, 'setPIN');
    model.full ??= await pinRetries(context.device);
  }

  override toString(): string {
    return `setPIN${under(this.protocol)}`;
  }
}

/** changePIN to another PIN. */
export class ChangePin extends Always implements Command {
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
    const request = await pinRequest(context, how, fitted(context, from), fitted(context, otherThan(from)));
    const { status } = await context.device.send(clientPinBytes(request));
    expectForetold(model.changePin(from, otherThan(from)), status, 'changePIN');
  }

  override toString(): string {
    return `changePIN with ${this.from} for the old one${under(this.protocol)}`;
  }
}

/** A token with a PIN; by getPinToken where no permissions are named. */
export class GetToken extends Always implements Command {
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
      bits === 0 ? uv.legacyToken(fitted(context, pin)) : uv.tokenWithPermissions(fitted(context, pin), bits, rpId),
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

/** getPINRetries. */
export class GetRetries implements Command {
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

/** A power cycle. */
export class PowerCycle extends Always implements Command {
  async run(model: PinModel, { context }: Real): Promise<void> {
    await context.device.powerCycle();
    model.powerCycle();
  }

  override toString(): string {
    return 'power cycle';
  }
}

/** Time passes. */
export class Wait extends Always implements Command {
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

/** makeCredential with a token. */
export class MakeCredential extends Always implements Command {
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

/** getAssertion with the last token. */
export class GetAssertion extends Always implements Command {
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

/** getCredsMetadata with the last token. */
export class GetCredsMetadata extends Always implements Command {
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
