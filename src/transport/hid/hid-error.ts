import type { TransportPhase } from '../../errors/transport-error.ts';
import { TransportError } from '../../errors/transport-error.ts';
import { hidErrorName } from './packet.ts';

/** The device answered with CTAPHID_ERROR. Reason `hid-error`. */
export class HidError extends TransportError {
  /** The error byte (CTAP 2.3 section 11.2.9.1.6). */
  readonly code: number;

  constructor(link: string, phase: TransportPhase, code: number, during: string) {
    super(
      link,
      phase,
      'hid-error',
      `${during}: device answered CTAPHID_ERROR ${hidErrorName(code)} (0x${code.toString(16).padStart(2, '0')})`,
    );
    this.code = code;
  }
}
