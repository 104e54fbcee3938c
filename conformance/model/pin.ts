/** What a token may be used for in a sequence. */
export type TokenPermission = 'mc' | 'ga' | 'cm';

/** What the standard foretells of an answer; `either` where it leaves both open. */
export type Foretold = 'accepted' | 'refused' | 'either';

/** A token as the standard sees it. */
interface Token {
  readonly permissions: readonly TokenPermission[];
  readonly party: number | undefined;
  readonly issuedMs: number;
  /** When it was last accepted; `undefined` while it was not. */
  usedMs: number | undefined;
  /** A refused command may or may not have counted as a use. */
  isTried: boolean;
  isSpent: boolean;
  /** Whether something happened after which a key may keep or drop the token. */
  isDoubtful: boolean;
}

/** How soon a token must still be good, whatever timers a key has: that it lives longer is a rule of its own. */
const SOON_MS = 5_000;
const UNUSED_USB_MS = 30_000;
const LONGEST_MS = 600_000;
/** Commands take time of their own: so near to a limit nothing is foretold. */
const BLUR_MS = 2_000;

/** PIN, tries and the one token in use (CTAP 2.3 sections 6.5.2, 6.5.5.5 to 6.5.5.7). */
export class PinModel {
  pin: string | undefined;
  /** Wrong PINs since the tries were full. */
  spent = 0;
  /** Wrong PINs in a row since power came. */
  inARow = 0;
  /** The tries of this key when full: at most 8; `undefined` until it told. */
  full: number | undefined;
  token: Token | undefined;

  /** setPIN. */
  setPin(pin: string): Foretold {
    if (this.pin !== undefined) return 'refused';
    this.pin = pin;
    this.spent = 0;
    return 'accepted';
  }

  /** One try of a PIN: refused while there is none, none is left or three in a row were wrong; spent where it is wrong. */
  tryPin(pin: string): Foretold {
    if (this.pin === undefined || this.isBlocked || this.inARow >= 3) return 'refused';
    if (pin === this.pin) {
      this.spent = 0;
      this.inARow = 0;
      return 'accepted';
    }
    this.spent += 1;
    this.inARow += 1;
    this.doubt();
    return 'refused';
  }

  /** changePIN. */
  changePin(from: string, to: string): Foretold {
    const foretold = this.tryPin(from);
    if (foretold === 'accepted') {
      this.pin = to;
      this.token = undefined;
    }
    return foretold;
  }

  /** A new token: every other one dies. */
  issue(permissions: readonly TokenPermission[], party: number | undefined, nowMs: number): void {
    this.token = {
      permissions,
      party,
      issuedMs: nowMs,
      usedMs: undefined,
      isTried: false,
      isSpent: false,
      isDoubtful: false,
    };
  }

  /** Something wrong was tried: the standard keeps the token; a key that drops it is none the worse. */
  doubt(): void {
    if (this.token !== undefined) this.token.isDoubtful = true;
  }

  powerCycle(): void {
    this.inARow = 0;
    this.token = undefined;
  }

  /** Whether the token opens a command of a relying party now (`undefined`: a command about all of them). */
  foretellUse(permission: TokenPermission, party: number | undefined, nowMs: number): Foretold {
    const { token } = this;
    if (token === undefined || token.isSpent || !token.permissions.includes(permission)) return 'refused';
    if (token.party !== party) return 'refused';
    const ageMs = nowMs - token.issuedMs;
    if (ageMs > LONGEST_MS) return 'refused';
    if (token.isDoubtful || ageMs > LONGEST_MS - BLUR_MS) return 'either';
    if (token.usedMs !== undefined) {
      // a rolling timer is the maker's choice
      return nowMs - token.usedMs < SOON_MS - BLUR_MS ? 'accepted' : 'either';
    }
    if (ageMs > UNUSED_USB_MS + BLUR_MS) return token.isTried ? 'either' : 'refused';
    return ageMs < SOON_MS - BLUR_MS ? 'accepted' : 'either';
  }

  /** What became of a use. A touch spends the token. */
  used(accepted: boolean, touched: boolean, nowMs: number): void {
    const { token } = this;
    if (token === undefined) return;
    if (!accepted) {
      token.isTried = true;
      return;
    }
    token.usedMs = nowMs;
    token.isSpent = touched;
  }

  get isBlocked(): boolean {
    return this.full !== undefined && this.spent >= this.full;
  }
}
