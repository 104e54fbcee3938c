/** Why a token shows no code. */
export type TokenErrorCode = 'battery-empty' | 'display-off' | 'counter-exhausted' | 'before-t0';

/** A token that shows no code, and why. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly code: TokenErrorCode;

  constructor(code: TokenErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const reasons: Readonly<Record<TokenErrorCode, string>> = {
  'battery-empty': 'its battery is empty',
  'display-off': 'its display is off',
  'counter-exhausted': 'its counter has no next value',
  'before-t0': 'its clock stands before T0',
};

/** The error of a token that was asked for a code and shows none. */
export function noCode(because: TokenErrorCode, serial: string): TokenError {
  return new TokenError(because, `token ${serial}: expected a code, ${reasons[because]}`);
}
