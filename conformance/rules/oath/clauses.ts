import type { SpecReference } from '../../vocabulary/spec.ts';

/** A clause of RFC 4226 (HOTP). */
export function hotpClause(section: string): SpecReference {
  return { document: 'RFC 4226', section };
}

/** A clause of RFC 6238 (TOTP). */
export function totpClause(section: string): SpecReference {
  return { document: 'RFC 6238', section };
}

/** A promise that no standard makes: the token's own data sheet. */
export function dataSheet(of: string): SpecReference {
  return { document: "the token's data sheet", section: of };
}

/** What a verifier's owner claims of it. */
export function claim(of: string): SpecReference {
  return { document: 'the claims of the verifier', section: of };
}
