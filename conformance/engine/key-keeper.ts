import { Ctap2Client } from '../../src/client/ctap2-client.ts';
import { PinUv } from '../../src/client/pin-uv.ts';
import { ctapCommand } from '../../src/ctap2/commands.ts';
import type { GetInfo } from '../../src/ctap2/get-info.ts';
import { decodeGetInfo } from '../../src/ctap2/get-info.ts';
import { optionOf } from '../../src/ctap2/options.ts';
import type { Random } from '../../src/env/env.ts';
import { CtapError } from '../../src/errors/ctap-error.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import type { CtapLink } from '../../src/transport/ports.ts';
import type { KeyFacts } from '../vocabulary/device.ts';
import { fitPin } from '../vocabulary/fit-pin.ts';
import type { Rule } from '../vocabulary/rule.ts';
import { describeStatus } from './accusation.ts';
import type { Monitor } from './monitors.ts';
import { reopened } from './recovery.ts';
import { leavesTraces, makesChanges } from './select.ts';
import type { Session } from './session.ts';

/** The PIN that the engine sets where a rule needs one: 15 characters, within every minimum and maximum but the strangest. */
export const enginePin = 'touchstone-4711';

/** A key that erases its flash may say nothing for this long; a simulator has none. */
const ERASING_MS = { real: 15_000, simulated: 5_000 } as const;

/** An answer to getInfo that says nothing: what is assumed of a key whose getInfo cannot be read. */
const SILENT_INFO = Uint8Array.of(0xa2, 0x01, 0x80, 0x03, 0x50, ...new Array<number>(16).fill(0));

/** Knows what state the key is in and brings it into the state that a rule needs, with the fewest resets. */
export class KeyKeeper {
  readonly client: Ctap2Client;
  #session: Session;
  readonly #link: CtapLink;
  readonly #monitor: Monitor;
  readonly #touchAsked: (because: string) => void;
  #facts: KeyFacts;
  #pin: string | undefined;
  /** Something may be left over from a rule: credentials, tries, settings. */
  #isUsed = false;
  #holdsCredentials = false;
  #isSpoiled = false;
  resets = 0;
  touches = 0;

  constructor(session: Session, link: CtapLink, monitor: Monitor, touchAsked: (because: string) => void) {
    this.#session = session;
    this.#link = link;
    this.#monitor = monitor;
    this.#touchAsked = touchAsked;
    this.client = new Ctap2Client(link);
    this.#pin = session.pin;
    this.#facts = { info: decodeGetInfo(SILENT_INFO), infoBytes: SILENT_INFO, powers: session.powers };
  }

  get facts(): KeyFacts {
    return this.#facts;
  }

  /** The PIN of the key now; `undefined` when it has none or none is known. */
  get pin(): string | undefined {
    return optionOf(this.#facts.info, 'clientPin') === true ? this.#pin : undefined;
  }

  /** Whether resets are cheap: every rule then begins on a key just reset, so that it replays alone as it ran among others. */
  get startsFresh(): boolean {
    const { powers, real } = this.#session;
    return real !== true && powers.reset;
  }

  /** Reads getInfo; an answer that is an error or no map leaves facts that say nothing, for the rules to judge. */
  async read(): Promise<GetInfo> {
    try {
      const infoBytes = (await this.client.command(ctapCommand.getInfo)).slice();
      this.#facts = { info: decodeGetInfo(infoBytes), infoBytes, powers: this.#session.powers };
    } catch (error) {
      if (!(error instanceof CtapError || error instanceof DecodeError)) throw error;
      this.#facts = { info: decodeGetInfo(SILENT_INFO), infoBytes: SILENT_INFO, powers: this.#session.powers };
    }
    return this.#facts.info;
  }

  /** Cuts power, gives it back and opens the link anew. */
  async powerCycle(): Promise<void> {
    if (this.#session.powerCycle === undefined)
      throw new TypeError('KeyKeeper.powerCycle: this session has no power cycle');
    await this.#session.powerCycle();
    await reopened(this.#session, this.#link);
  }

  /** From now on the session is this one: the same key, with the powers that a trial has shown. */
  rely(session: Session): void {
    this.#session = session;
    this.#facts = { ...this.#facts, powers: session.powers };
  }

  /** Power cycle, where there is one, and authenticatorReset. Throws `CtapError` when the key refuses. */
  async reset(): Promise<void> {
    if (this.#session.powers.powerCycle) await this.powerCycle();
    this.#session.setTouch?.('grant');
    this.#asksTouch('the key is reset');
    await this.client.reset({ silenceMs: ERASING_MS[this.#session.real === true ? 'real' : 'simulated'] });
    this.resets += 1;
    this.#pin = undefined;
    this.#isUsed = false;
    this.#holdsCredentials = false;
    this.#isSpoiled = false;
    this.#monitor.forgotten();
    await this.read();
  }

  /** Reset, and the PIN set again where the rule needs one: the state in which the rule began. */
  async resetFor(rule: Rule): Promise<void> {
    await this.reset();
    if (this.#wantsPin(rule)) await this.#setPin();
  }

  /** Brings the key into the state that the rule needs. `true`, or why that cannot be. */
  async prepare(rule: Rule, random: Random): Promise<true | string> {
    this.#random = random;
    try {
      return await this.#prepare(rule);
    } catch (error) {
      if (error instanceof CtapError)
        return `the key could not be prepared: it answered ${describeStatus(error.status)}`;
      if (error instanceof DecodeError) return `the key could not be prepared: ${error.message}`;
      if (error instanceof RangeError) return `the key could not be prepared: ${error.message}`;
      throw error;
    }
  }

  /** Notes that a rule ran (or failed): what it may have left behind. */
  ran(rule: Rule, outcome: 'well' | 'badly', runs: number): void {
    if (leavesTraces(rule) || outcome === 'badly') this.#isUsed = true;
    if (makesChanges(rule)) this.#holdsCredentials = true;
    if (rule.needs.spoils === true || (outcome === 'badly' && (rule.needs.pinTries ?? 0) > 0)) this.#isSpoiled = true;
    this.touches += (rule.needs.touches ?? 0) * runs;
  }

  #random: Random | undefined;

  async #prepare(rule: Rule): Promise<true | string> {
    await this.read();
    const reason = this.#whyReset(rule);
    if (reason !== undefined) {
      const { powers, real } = this.#session;
      if (!powers.reset) return `${reason}, and it cannot be reset${real === true ? ': --allow reset' : ''}`;
      await this.reset();
    }
    if (this.#wantsPin(rule) && optionOf(this.#facts.info, 'clientPin') !== true) {
      if (optionOf(this.#facts.info, 'clientPin') === undefined) return 'the key has no client PIN';
      if (!this.#session.powers.pin) return 'the key has no PIN yet, and none may be set: --allow pin';
      await this.#setPin();
    }
    return true;
  }

  /** A rule that asks for a PIN; and, on a key that always verifies the user, any that makes or uses credentials. */
  #wantsPin(rule: Rule): boolean {
    if (rule.needs.pin === 'set') return true;
    if (rule.needs.pin === 'unset' || (rule.needs.touches ?? 0) === 0 || !this.#session.powers.pin) return false;
    const { info } = this.#facts;
    return optionOf(info, 'alwaysUv') === true && info.options['uv'] !== true && info.options['clientPin'] === false;
  }

  #whyReset(rule: Rule): string | undefined {
    const { needs } = rule;
    const isPinSet = optionOf(this.#facts.info, 'clientPin') === true;
    if (this.startsFresh && this.#isUsed) return 'the key was used by another rule';
    if (this.#isSpoiled) return 'the key was spoiled by another rule';
    if (needs.emptyStore === true && this.#holdsCredentials) return 'the key holds credentials';
    if (needs.pin === 'unset' && isPinSet) return 'the key has a PIN';
    if (needs.pin === 'set' && isPinSet && this.#pin === undefined) return 'the key has a PIN that is not known';
    return undefined;
  }

  async #setPin(): Promise<void> {
    const protocol = preferredProtocol(this.#facts.info);
    const pin = fitPin(enginePin, this.#facts.info);
    await new PinUv(this.client, protocol, this.#random ?? this.#session.env.random).setPin(pin);
    this.#pin = pin;
    await this.read();
  }

  #asksTouch(because: string): void {
    this.touches += 1;
    if (this.#session.real === true) this.#touchAsked(because);
  }
}

/** The PIN/UV auth protocol that a key lists first, among those we speak. */
export function preferredProtocol(info: GetInfo): 1 | 2 {
  const known = info.pinUvAuthProtocols.find((number): number is 1 | 2 => number === 1 || number === 2);
  return known ?? 1;
}
