import type { PartyVerdict } from '../../vocabulary/relying-party.ts';
import { Violation } from '../../vocabulary/violation.ts';

/** Accuses the party unless it refused. `what` is wrong with the ceremony. */
export function expectRefused(verdict: PartyVerdict, ceremony: 'registration' | 'assertion', what: string): void {
  if (verdict.kind === 'accepted') throw new Violation(`the ${ceremony} is refused: ${what}`, 'it is accepted');
}

/** Accuses the party unless it accepted. */
export function expectAccepted(verdict: PartyVerdict, ceremony: 'registration' | 'assertion'): void {
  if (verdict.kind === 'refused')
    throw new Violation(`the ${ceremony} is accepted`, `it is refused: ${verdict.because}`);
}
