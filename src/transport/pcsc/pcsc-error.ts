import type { TransportPhase, TransportReason } from '../../errors/transport-error.ts';
import { TransportError } from '../../errors/transport-error.ts';
import { type PcscCode, pcscCodes } from './pcsc-code.ts';

/** Who usually holds a card when another program has it. */
export const likelyHolders =
  'likely holders: scdaemon of GnuPG (gpgconf --kill scdaemon), a browser, an OTP or card manager, pcsc_scan';

/** The smart card service, a reader or a card refused or went away. Reason `refused` for the service and for sharing, else `gone`. */
export class PcscError extends TransportError {
  /** What happened, as a word. */
  readonly code: PcscCode;

  constructor(link: string, phase: TransportPhase, code: PcscCode, cause?: unknown) {
    super(link, phase, reasonOf(code), sentence(code, cause), cause);
    this.code = code;
  }
}

function reasonOf(code: PcscCode): TransportReason {
  if (code === 'no-service' || code === 'sharing-violation') return 'refused';
  return code === 'timeout' ? 'silence' : 'gone';
}

function sentence(code: PcscCode, cause: unknown): string {
  if (code === 'other') return unknownWords(cause);
  const [, , says] = pcscCodes[code];
  if (code === 'sharing-violation') return `${says}; ${likelyHolders}`;
  if (code === 'no-service' || code === 'service-stopped') return `${says}: ${startService()}`;
  return says;
}

function unknownWords(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause ? `${cause.message} (${cause.code})` : cause.message;
}

/** How the service is started on this system. */
function startService(): string {
  if (process.platform === 'win32') return 'start the Windows service "Smart Card" (net start SCardSvr)';
  if (process.platform === 'darwin') return 'macOS starts it when a reader is plugged in';
  return 'systemctl start pcscd.socket, or pcscd as root; it is in the package pcscd (apt-get install pcscd)';
}
