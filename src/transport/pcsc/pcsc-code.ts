/** What PC/SC can answer, by our word for it: the number of the standard, the name that pcsc-mini gives it, and what it means. */
export const pcscCodes = {
  'no-service': [0x8010001d, 'NoService', 'the smart card service does not run'],
  'service-stopped': [0x8010001e, 'ServiceStopped', 'the smart card service has stopped'],
  'connection-lost': [0x80100013, 'CommError', 'the connection to the smart card service is lost'],
  'sharing-violation': [0x8010000b, 'SharingViolation', 'another program has the card'],
  'unknown-reader': [0x80100009, 'UnknownReader', 'there is no such reader'],
  'reader-unavailable': [0x80100017, 'ReaderUnavailable', 'the reader is gone'],
  'no-readers': [0x8010002e, 'NoReadersAvailable', 'there is no reader'],
  'no-card': [0x8010000c, 'NoSmartCard', 'no card is in the reader'],
  'card-removed': [0x80100069, 'RemovedCard', 'the card was removed'],
  'card-reset': [0x80100068, 'ResetCard', 'another program has reset the card'],
  'card-unpowered': [0x80100067, 'UnpoweredCard', 'the card has no power'],
  'card-mute': [0x80100066, 'UnresponsiveCard', 'the card does not answer to a reset'],
  'card-unsupported': [0x80100065, 'UnsupportedCard', 'the reader cannot speak to this card'],
  'protocol-mismatch': [0x8010000f, 'ProtoMismatch', 'the card speaks neither T=0 nor T=1'],
  'not-transacted': [0x80100016, 'NotTransacted', 'the exchange with the card failed'],
  timeout: [0x8010000a, 'Timeout', 'the smart card service took too long'],
  'invalid-handle': [0x80100003, 'InvalidHandle', 'the connection to the card is no longer valid'],
  'not-allowed': [
    0x8010006a,
    'SecurityViolation',
    'the smart card service refuses: by polkit, or because it is ending',
  ],
} as const satisfies Record<string, readonly [number, string, string]>;

/** One of the words above, or `other`. */
export type PcscCode = keyof typeof pcscCodes | 'other';

const entries = Object.entries(pcscCodes) as [keyof typeof pcscCodes, readonly [number, string, string]][];
const byNumber = new Map(entries.map(([code, [number]]) => [number, code]));
const byName = new Map(entries.map(([code, [, name]]) => [name, code]));

/** Our word for a number of the standard, or `other`. */
export function pcscCodeOfNumber(number: number): PcscCode {
  return byNumber.get(number >>> 0) ?? 'other';
}

/** Our word for a name that pcsc-mini gives, or `other`. */
export function pcscCodeOfName(name: string): PcscCode {
  return byName.get(name) ?? 'other';
}

/** The codes after which the service itself must be asked anew. */
export const serviceLost: readonly PcscCode[] = ['no-service', 'service-stopped', 'connection-lost', 'not-allowed'];
