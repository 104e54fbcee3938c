import type { TransportPhase } from '../../errors/transport-error.ts';
import { TransportError } from '../../errors/transport-error.ts';
import { statusWordName } from './status-word.ts';

/** The card answered with a status word other than 9000. Reason `card-error`. */
export class CardError extends TransportError {
  /** SW1 and SW2. */
  readonly sw: number;

  constructor(link: string, phase: TransportPhase, sw: number, during: string) {
    super(link, phase, 'card-error', `${during}: expected status word 9000, received ${statusWordName(sw)}`);
    this.sw = sw;
  }
}
