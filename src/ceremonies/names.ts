import { derTag } from './der.ts';
import type { NameAttribute } from './hooks.ts';

/** Object identifiers of attributes of names. */
export const nameOid = {
  commonName: '2.5.4.3',
  country: '2.5.4.6',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
} as const;

/** The unit that a packed attestation certificate must name (WebAuthn Level 3 section 8.2.1). */
export const ATTESTATION_UNIT = 'Authenticator Attestation';

/** A country code of two letters, PrintableString. */
export function country(text: string): NameAttribute {
  return { oid: nameOid.country, tag: derTag.printableString, text };
}

/** An organisation, UTF8String. */
export function organization(text: string): NameAttribute {
  return { oid: nameOid.organization, tag: derTag.utf8String, text };
}

/** A unit of an organisation, UTF8String. */
export function organizationalUnit(text: string): NameAttribute {
  return { oid: nameOid.organizationalUnit, tag: derTag.utf8String, text };
}

/** A common name, UTF8String. */
export function commonName(text: string): NameAttribute {
  return { oid: nameOid.commonName, tag: derTag.utf8String, text };
}

/** The name of an attestation certificate: country, vendor, the unit of section 8.2.1, common name. */
export function attestationSubject(common: string, unit: string = ATTESTATION_UNIT): readonly NameAttribute[] {
  return [country('DE'), organization('Touchstone'), organizationalUnit(unit), commonName(common)];
}
