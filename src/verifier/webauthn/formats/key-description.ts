import { DecodeError } from '../../../errors/decode-error.ts';
import { type DerValue, derTag, expectDer, readDer, readDerAll, readWholeDer, smallNumber } from '../der-reader.ts';

/** The extension in which Android describes an attested key. */
export const KEY_DESCRIPTION_EXTENSION = '1.3.6.1.4.1.11129.2.1.17';

/** What Android says of a key, as far as it is judged. */
export interface KeyDescription {
  /** 0: software, 1: trusted environment, 2: StrongBox. */
  readonly attestationSecurityLevel: number;
  readonly attestationChallenge: Uint8Array;
  readonly softwareEnforced: AuthorizationList;
  readonly teeEnforced: AuthorizationList;
}

/** An authorization list, as far as it is judged. */
export interface AuthorizationList {
  readonly purpose?: readonly number[];
  readonly allApplications: boolean;
  readonly origin?: number;
}

/** KM_PURPOSE_SIGN. */
export const KM_PURPOSE_SIGN = 2;
/** KM_ORIGIN_GENERATED. */
export const KM_ORIGIN_GENERATED = 0;

const PURPOSE = 1;
const ALL_APPLICATIONS = 600;
const ORIGIN = 702;

/** Reads a KeyDescription of any version, which all begin alike. Throws `DecodeError`. */
export function readKeyDescription(value: Uint8Array, path = 'keyDescription'): KeyDescription {
  const fields = readDerAll(readWholeDer(value, derTag.sequence, path), path);
  // attestationVersion, attestationSecurityLevel, keymasterVersion, keymasterSecurityLevel, challenge, uniqueId, two lists
  const [version, securityLevel, , , challenge, , software, tee] = fields;
  smallNumber(version, `${path}.attestationVersion`);
  return {
    attestationSecurityLevel: smallNumber(securityLevel, `${path}.attestationSecurityLevel`),
    attestationChallenge: expectDer(challenge, derTag.octetString, `${path}.attestationChallenge`),
    softwareEnforced: readList(software, `${path}.softwareEnforced`),
    teeEnforced: readList(tee, `${path}.teeEnforced`),
  };
}

function readList(value: DerValue | undefined, path: string): AuthorizationList {
  const entries = readDerAll(expectDer(value, derTag.sequence, path), path);
  const find = (number: number): DerValue | undefined => {
    const found = entries.filter((entry) => entry.number === number && (entry.tag & 0xe0) === 0xa0);
    if (found.length > 1) throw new DecodeError(`${path}.${number}`, 'at most one', `${found.length}`);
    return found[0];
  };
  const purpose = find(PURPOSE);
  const origin = find(ORIGIN);
  return {
    allApplications: find(ALL_APPLICATIONS) !== undefined,
    ...(purpose === undefined ? {} : { purpose: readSet(purpose, `${path}.purpose`) }),
    ...(origin === undefined ? {} : { origin: smallNumber(readDer(origin.content, 0, path), `${path}.origin`) }),
  };
}

function readSet(value: DerValue, path: string): number[] {
  return readDerAll(readWholeDer(value.content, derTag.set, path), path).map((element) => smallNumber(element, path));
}
