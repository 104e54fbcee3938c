import { concat, utf8 } from '../../src/bytes/bytes.ts';
import type { CardProfile } from '../endpoints/card-profile.ts';

/** How a card is reached: through its contacts, or in the field of a reader. */
export type CardInterface = 'contact' | 'contactless';

/**
 * What the card answers to a reset (ISO 7816-3; for contactless cards as PC/SC part 3 forms it from the ATS): T=1, and
 * historical bytes that tell whether extended lengths are taken (ISO 7816-4 section 12.1.1.9), and up to 6 letters that say what card it is.
 */
export function answerToReset(
  profile: Pick<CardProfile, 'form'>,
  kind: CardInterface,
  preIssuing = 'FIDO2',
): Uint8Array {
  const historical = concat(
    // compact TLV; capabilities: selection by full and partial name, byte-wise data units, chaining, extended lengths
    Uint8Array.of(0x80, 0x73, 0xc0, 0x21, profile.form === 'extended' ? 0xc0 : 0x80),
    Uint8Array.of(0x50 | preIssuing.length),
    utf8(preIssuing),
  );
  const interfaceBytes =
    kind === 'contactless'
      ? Uint8Array.of(0x80 | historical.length, 0x80, 0x01)
      : Uint8Array.of(0x80 | historical.length, 0x81, 0x31, 0xfe, 0x15);
  const checked = concat(interfaceBytes, historical);
  const check = checked.reduce((sum, byte) => sum ^ byte, 0);
  return concat(Uint8Array.of(0x3b), checked, Uint8Array.of(check));
}
