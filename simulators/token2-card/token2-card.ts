import { concat } from '../../src/bytes/bytes.ts';
import type { Env } from '../../src/env/env.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { type CommandApdu, encodeResponse, parseApdu } from '../../src/transport/card/apdu.ts';
import { type CardLogic, CardRunner } from '../endpoints/card-runner.ts';
import type { Display } from '../oath/display.ts';
import { checkOathProfile, type OathProfile } from '../oath/profile.ts';
import { programmable } from '../oath/profiles.ts';
import { createOathToken } from '../oath/token.ts';
import type { OathToken, OathTokenOptions } from '../oath/token-shape.ts';
import { alwaysPresent, type Presence } from '../ports/presence.ts';
import type { Interaction } from '../ports/responder.ts';
import { memoryStore, type Store, StoreError } from '../ports/store.ts';
import { token2Instructions } from './commands/catalogue.ts';
import type { Token2Context } from './context.ts';
import { soundToken2Policy, type Token2Policy } from './policy.ts';
import { restrictedCard, type Token2Profile } from './profile.ts';
import { macSm4 } from './sm4.ts';
import type { KeptToken2, PoweredToken2, Token2Config } from './state.ts';
import { decodeToken2, encodeToken2 } from './state-document.ts';
import { Token2Refusal, token2Status } from './status.ts';

/** What a programmable card is made of. */
export interface Token2CardOptions {
  /** True time, and chance. */
  readonly env: Env;
  readonly profile?: Token2Profile;
  readonly policy?: Token2Policy;
  /** Who presses the button when a host wants the card and its display is dark; pressed at once unless given. */
  readonly presence?: Presence;
  /** Forgets with the process unless given. */
  readonly store?: Store;
  /** The serial number of a new card; drawn unless given. */
  readonly serial?: string;
  /** The token inside a new card: crystal, temperature, how far the clock is ahead, the seed that all is drawn from. */
  readonly token?: Pick<OathTokenOptions, 'seed' | 'quartz' | 'temperature' | 'skewSeconds'>;
}

/** A programmable card: its radio side, and what a person sees and does. */
export interface Token2Card {
  readonly card: CardRunner;
  readonly serial: string;
  /** Presses the button: the display is lit and the radio has power. */
  press(): Display;
  /** What shows now; `off` where there is no seed. */
  display(): Display;
  /** The token inside, as it is now: a write makes another. */
  inside(): OathToken;
  /** What is kept for good, the seed included. */
  save(): KeptToken2;
}

const NO_SEED = Uint8Array.of(0);
const PLAIN = 0x80;
const SECURED = 0x84;
const MAC_BYTES = 4;
/** No power, no status word. */
const MUTE = new Uint8Array(0);
const SERIAL_DIGITS = 14;

/** Makes a programmable card, new or as its store has it. Throws `StoreError` and `RangeError`. */
export function createToken2Card(options: Token2CardOptions): Token2Card {
  const logic = new Token2Logic(options);
  return {
    card: new CardRunner(logic, options.presence ?? alwaysPresent),
    serial: logic.kept.serial,
    press: () => logic.press(),
    display: () => logic.display(),
    inside: () => logic.token,
    save: () => structuredClone(logic.kept),
  };
}

/** The profile of the token inside a card of that configuration. */
export function tokenProfile(config: Token2Config): OathProfile {
  return checkOathProfile({ ...programmable, ...config });
}

class Token2Logic implements CardLogic, Token2Context {
  readonly profile: Token2Profile;
  readonly policy: Token2Policy;
  readonly random: Env['random'];
  kept: KeptToken2;
  token: OathToken;
  powered: PoweredToken2 = { challenge: undefined, isProved: false };
  readonly #env: Env;
  readonly #store: Store;

  constructor(options: Token2CardOptions) {
    this.#env = options.env;
    this.#store = options.store ?? memoryStore();
    this.random = options.env.random;
    this.profile = options.profile ?? restrictedCard;
    this.policy = options.policy ?? soundToken2Policy;
    const document = this.#store.load();
    this.kept = document === undefined ? freshCard(options, this.profile) : decodeToken2(document);
    this.token = this.#tokenOf(this.kept);
    if (document === undefined) this.#store.save(encodeToken2(this.kept));
  }

  // -- the person's side

  press(): Display {
    this.token.press();
    this.#keep({ ...this.kept, token: this.token.save() });
    return this.display();
  }

  display(): Display {
    return this.kept.hasSeed ? this.token.display() : { kind: 'off' };
  }

  // -- what commands write

  writeSeed(seed: Uint8Array | undefined): void {
    this.#change({ ...this.kept, hasSeed: seed !== undefined }, (token) => token.reseed(seed ?? NO_SEED));
  }

  writeConfig(config: Token2Config, unixSeconds: number, erasesSeed: boolean): void {
    const { hasSeed } = this.kept;
    this.#change({ ...this.kept, config, hasSeed: hasSeed && !erasesSeed }, (token) => {
      if (erasesSeed) token.reseed(NO_SEED);
      token.setClock(unixSeconds);
    });
  }

  /** Changes a copy of the token and keeps it; only then is it the token. */
  #change(kept: KeptToken2, change: (token: OathToken) => void): void {
    const token = this.#tokenOf({ ...kept, token: this.token.save() });
    change(token);
    // a write darkens no display: the host would lose the card
    if (token.display().kind === 'off') token.press();
    this.#keep({ ...kept, token: token.save() });
    this.token = token;
  }

  #keep(kept: KeptToken2): void {
    this.#store.save(encodeToken2(kept));
    this.kept = kept;
  }

  #tokenOf({ config, token: state }: KeptToken2): OathToken {
    return createOathToken({ profile: tokenProfile(config), env: this.#env, state });
  }

  // -- the radio's side

  powerCycle(): void {
    this.powered = { challenge: undefined, isProved: false };
  }

  receive(apdu: Uint8Array): Uint8Array | Interaction {
    return this.policy.answers(this.#isLit()) ? this.#answer(apdu) : this.#whenPressed(apdu);
  }

  /** An empty battery lights nothing. */
  #isLit(): boolean {
    return this.token.display().kind === 'code';
  }

  *#whenPressed(apdu: Uint8Array): Interaction {
    const outcome = yield { gesture: 'touch', timeoutMs: this.profile.pressTimeoutMs };
    if (outcome !== 'granted') return MUTE;
    try {
      this.press();
    } catch (error) {
      return refused(error);
    }
    return this.policy.answers(this.#isLit()) ? this.#answer(apdu) : MUTE;
  }

  #answer(bytes: Uint8Array): Uint8Array {
    try {
      return encodeResponse(this.#dispatch(parseApdu(bytes)), token2Status.OK);
    } catch (error) {
      return refused(error);
    }
  }

  #dispatch(apdu: CommandApdu): Uint8Array {
    const { cla, ins, p1 } = apdu;
    if (cla !== PLAIN && cla !== SECURED) throw new Token2Refusal(token2Status.UNKNOWN_CLASS);
    const kind = cla === PLAIN ? 'plain' : 'secured';
    const open = kind === 'plain' ? apdu : this.#authenticated(apdu);
    const found = token2Instructions.find(
      (one) => one.ins === ins && one.kind === kind && (one.p1 === undefined || one.p1 === p1),
    );
    if (found === undefined) throw new Token2Refusal(token2Status.UNKNOWN_INSTRUCTION);
    if (kind === 'secured' && !this.powered.isProved && !this.policy.writesUnproved())
      throw new Token2Refusal(token2Status.NOT_AUTHENTICATED);
    return found.run(this, open);
  }

  /** The command without its MAC, which stands over the plain command. */
  #authenticated(apdu: CommandApdu): CommandApdu {
    const { ins, p1, p2, data } = apdu;
    if (data.length < MAC_BYTES || data.length > 0xff) throw new Token2Refusal(token2Status.WRONG_LENGTH);
    const body = data.subarray(0, data.length - MAC_BYTES);
    const message = concat(Uint8Array.of(PLAIN, ins, p1, p2, body.length), body);
    const expected = macSm4(this.profile.deviceKey, message);
    if (!this.policy.authentic(expected, data.subarray(body.length)))
      throw new Token2Refusal(token2Status.NOT_AUTHENTICATED);
    return { ...apdu, data: body };
  }
}

function refused(error: unknown): Uint8Array {
  if (error instanceof Token2Refusal) return encodeResponse(MUTE, error.sw);
  if (error instanceof StoreError) return encodeResponse(MUTE, token2Status.WRITE_FAILED);
  if (error instanceof DecodeError) return encodeResponse(MUTE, token2Status.WRONG_LENGTH);
  throw error;
}

function freshCard(options: Token2CardOptions, { serialPrefix }: Token2Profile): KeptToken2 {
  const { env, token: parts = {} } = options;
  const random = parts.seed === undefined ? env.random : seededRandom(`token2-serial/${parts.seed}`);
  const serial = options.serial ?? drawnSerial(random, serialPrefix);
  if (!/^\d{8,20}$/.test(serial)) throw new RangeError(`serial: expected 8 to 20 digits, received ${serial}`);
  const config: Token2Config = { hash: 'SHA1', periodSeconds: 30, displaySeconds: 30 };
  const token = createOathToken({ ...parts, profile: tokenProfile(config), env, serial, secret: NO_SEED });
  return { serial, config, hasSeed: false, token: token.save() };
}

function drawnSerial(random: Env['random'], prefix: string): string {
  const number = new DataView(random.bytes(8).buffer).getBigUint64(0);
  const digits = SERIAL_DIGITS - prefix.length;
  return `${prefix}${String(number % 10n ** BigInt(digits)).padStart(digits, '0')}`;
}
