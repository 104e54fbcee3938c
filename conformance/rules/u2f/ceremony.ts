import { X509Certificate } from 'node:crypto';
import { concat, readUint32, uint32, utf8 } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import type { CoseKey } from '../../../src/codec/cose-key.ts';
import { coseAlgorithm, coseCurve } from '../../../src/codec/cose-key.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import type { VerifyKey } from '../../../src/crypto/verify-key.ts';
import { verifyKeyFromCose } from '../../../src/crypto/verify-key.ts';
import { encodeApdu } from '../../../src/transport/card/apdu.ts';
import { statusWord } from '../../../src/transport/card/status-word.ts';
import type { Device } from '../../vocabulary/device.ts';
import { Violation } from '../../vocabulary/violation.ts';

/** U2F instructions (FIDO U2F raw messages section 3.1). */
export const u2fInstruction = { REGISTER: 0x01, AUTHENTICATE: 0x02, VERSION: 0x03 } as const;
/** P1 of U2F_AUTHENTICATE. */
export const u2fControl = { CHECK_ONLY: 0x07, ENFORCE: 0x03, DONT_ENFORCE: 0x08 } as const;

/** An answer to a U2F message. */
export interface U2fAnswer {
  readonly data: Uint8Array;
  readonly sw: number;
}

/** A U2F registration, taken apart and judged. */
export interface U2fRegistration {
  readonly application: Uint8Array;
  readonly keyHandle: Uint8Array;
  readonly key: VerifyKey;
}

/** Sends a U2F message in extended form, as hosts do over USB. */
export function u2fSend(device: Device, ins: number, p1: number, data: Uint8Array): Promise<U2fAnswer> {
  return device.u2f(encodeApdu({ cla: 0, ins, p1, data, le: 65_536 }, 'extended'));
}

/** How often a platform asks again while the touch has not come, and for how long. */
const ASK_AGAIN_MS = 250;
const MOST_ASKS = 120;

/** Sends a U2F message again and again, as platforms do, until the touch that the key waits for has come. */
export async function u2fTouched(device: Device, ins: number, p1: number, data: Uint8Array): Promise<U2fAnswer> {
  for (let ask = 1; ; ask += 1) {
    const answer = await u2fSend(device, ins, p1, data);
    if (answer.sw !== statusWord.CONDITIONS_NOT_SATISFIED || ask === MOST_ASKS) return answer;
    await device.wait(ASK_AGAIN_MS);
  }
}

/** The application parameter of a relying-party id: its SHA-256. */
export function applicationOf(rpId: string): Uint8Array {
  return sha256(utf8(rpId));
}

/** The data of U2F_AUTHENTICATE. */
export function authenticationData(challenge: Uint8Array, application: Uint8Array, keyHandle: Uint8Array): Uint8Array {
  return concat(challenge, application, Uint8Array.of(keyHandle.length), keyHandle);
}

/** Registers and judges the registration: its layout, the point, the attestation signature. */
export async function u2fRegister(device: Device, rpId: string, challenge: Uint8Array): Promise<U2fRegistration> {
  const application = applicationOf(rpId);
  const { data, sw } = await u2fTouched(device, u2fInstruction.REGISTER, 0, concat(challenge, application));
  if (sw !== statusWord.OK)
    throw new Violation('U2F_REGISTER with a touch to be answered 9000', `status word ${sw.toString(16)}`);
  if (data[0] !== 0x05) throw new Violation('a registration that begins with 05', toHex(data.subarray(0, 8)));
  const point = data.subarray(1, 66);
  const handleLength = data[66] ?? 0;
  const keyHandle = data.slice(67, 67 + handleLength);
  const rest = data.subarray(67 + handleLength);
  const certificateLength = derLength(rest);
  const certificate = rest.subarray(0, certificateLength);
  const signature = rest.subarray(certificateLength);
  if (point[0] !== 0x04 || keyHandle.length !== handleLength || handleLength === 0 || signature.length === 0) {
    throw new Violation(
      'a public key of 65 bytes, a key handle, a certificate and a signature',
      `${data.length} bytes`,
    );
  }
  const signed = concat(Uint8Array.of(0), application, challenge, keyHandle, point);
  if (!certificateKey(certificate).verify(signed, signature)) {
    throw new Violation('a registration signature that the attestation certificate verifies', 'one that it does not');
  }
  return { application, keyHandle, key: pointKey(point) };
}

/** An authentication, judged against its registration. */
export interface U2fAuthentication {
  readonly counter: number;
  readonly presence: number;
}

/** Authenticates with presence enforced and judges the answer: presence byte, signature. */
export async function u2fAuthenticate(
  device: Device,
  registration: U2fRegistration,
  challenge: Uint8Array,
): Promise<U2fAuthentication> {
  const request = authenticationData(challenge, registration.application, registration.keyHandle);
  const { data, sw } = await u2fTouched(device, u2fInstruction.AUTHENTICATE, u2fControl.ENFORCE, request);
  if (sw !== statusWord.OK) {
    throw new Violation('U2F_AUTHENTICATE with a touch to be answered 9000', `status word ${sw.toString(16)}`);
  }
  return judgeAuthentication(registration, challenge, data);
}

/** Judges the answer to U2F_AUTHENTICATE: layout and signature. */
export function judgeAuthentication(
  registration: U2fRegistration,
  challenge: Uint8Array,
  data: Uint8Array,
): U2fAuthentication {
  if (data.length < 6) throw new Violation('a presence byte, a counter and a signature', `${data.length} bytes`);
  const presence = data[0]!;
  const counter = readUint32(data, 1);
  const signed = concat(registration.application, Uint8Array.of(presence), uint32(counter), challenge);
  if (!registration.key.verify(signed, data.subarray(5))) {
    throw new Violation('an authentication signature that the registered key verifies', 'one that it does not');
  }
  return { counter, presence };
}

/** The COSE key of an uncompressed P-256 point. A point off the curve accuses the key. */
export function pointKey(point: Uint8Array): VerifyKey {
  const key: CoseKey = {
    kty: 2,
    alg: coseAlgorithm.ES256,
    crv: coseCurve['P-256'],
    x: point.slice(1, 33),
    y: point.slice(33, 65),
  };
  try {
    return verifyKeyFromCose(key);
  } catch (error) {
    throw new Violation('a public key on P-256', error instanceof Error ? error.message : String(error));
  }
}

function certificateKey(der: Uint8Array): VerifyKey {
  let spki: Uint8Array;
  try {
    spki = new Uint8Array(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' }));
  } catch (error) {
    throw new Violation('an X.509 attestation certificate', error instanceof Error ? error.message : String(error));
  }
  // An uncompressed P-256 point is the end of its SubjectPublicKeyInfo.
  return pointKey(spki.slice(-65));
}

/** Length of the DER element at the start of these bytes, header included. */
function derLength(bytes: Uint8Array): number {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  let length = 0;
  for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[2 + index] ?? 0);
  return Math.min(bytes.length, 2 + count + length);
}
