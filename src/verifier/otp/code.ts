import { lastDigits } from '../../oath/hotp.ts';
import type { OtpToken } from './token.ts';

/** The number of a code, or why it is none of this token. Spaces between digits are what people type. */
export function readCode(code: string, token: OtpToken): { readonly value: number } | { readonly because: string } {
  const digits = code.replaceAll(' ', '');
  if (!/^\d+$/.test(digits)) return { because: `code: expected ${token.digits} digits, received other characters` };
  if (digits.length !== token.digits) {
    return { because: `code: expected ${token.digits} digits, received ${digits.length}` };
  }
  return { value: Number(digits) };
}

/** Whether the code of a step or counter is that number; steps before T0 have no code. */
export function isCodeOf(token: OtpToken, step: number, value: number): boolean {
  return step >= 0 && lastDigits(token.key.truncated(step), token.digits) === value;
}
