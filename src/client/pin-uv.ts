import { concat } from '../bytes/bytes.ts';
import type { CoseKey } from '../codec/cose-key.ts';
import { KeyAgreementKey } from '../crypto/key-agreement.ts';
import { clientPinSubCommand } from '../ctap2/client-pin.ts';
import type { PinUvAuthProtocol, SharedSecret } from '../ctap2/pin-uv-auth-protocol.ts';
import { padPin, pinHash, pinUvAuthProtocol } from '../ctap2/pin-uv-auth-protocol.ts';
import type { Random } from '../env/env.ts';
import { DecodeError } from '../errors/decode-error.ts';
import type { Ctap2Client } from './ctap2-client.ts';

/** A pinUvAuthToken held by the platform: what authenticates later requests. */
export interface PinToken {
  readonly protocol: 1 | 2;
  readonly bytes: Uint8Array;
  /** pinUvAuthParam of a message: 16 bytes under protocol one, 32 under two. */
  authenticate(message: Uint8Array): Uint8Array;
}

/** A shared secret just agreed with the device, and the platform's key that the device needs to agree likewise. */
export interface Agreement {
  readonly secret: SharedSecret;
  /** To be sent as keyAgreement. */
  readonly platformKey: CoseKey;
}

/**
 * The platform's side of authenticatorClientPIN under one PIN/UV auth protocol (CTAP 2.3 section 6.5). Every operation
 * agrees on a fresh secret first, since a device may change its key at any wrong PIN. Statuses are thrown as `CtapError`.
 */
export class PinUv {
  readonly protocol: PinUvAuthProtocol;
  readonly #client: Ctap2Client;
  readonly #random: Random;
  readonly #number: 1 | 2;

  constructor(client: Ctap2Client, protocol: 1 | 2, random: Random) {
    this.#client = client;
    this.#number = protocol;
    this.protocol = pinUvAuthProtocol(protocol);
    this.#random = random;
  }

  get client(): Ctap2Client {
    return this.#client;
  }

  /** Asks the device for its key and agrees on a secret. */
  async agree(): Promise<Agreement> {
    const answer = await this.#client.clientPin({
      pinUvAuthProtocol: this.#number,
      subCommand: clientPinSubCommand.getKeyAgreement,
    });
    const peer = answer.keyAgreement;
    if (peer === undefined) {
      throw new DecodeError('authenticatorClientPIN.keyAgreement', 'a COSE_Key', 'nothing', { kind: 'missing' });
    }
    const platform = KeyAgreementKey.generate(this.#random);
    const z = readAnswer('keyAgreement', () => platform.agree(peer));
    return { secret: this.protocol.deriveSecret(z), platformKey: platform.publicKey };
  }

  /** setPIN: the first PIN of a device. */
  async setPin(pin: string | Uint8Array): Promise<void> {
    const { secret, platformKey } = await this.agree();
    const newPinEnc = this.encrypt(secret, padded(pin));
    await this.#client.clientPin({
      pinUvAuthProtocol: this.#number,
      subCommand: clientPinSubCommand.setPin,
      keyAgreement: platformKey,
      newPinEnc,
      pinUvAuthParam: this.protocol.authenticate(secret, newPinEnc),
    });
  }

  /** changePIN. */
  async changePin(current: string, next: string | Uint8Array): Promise<void> {
    const { secret, platformKey } = await this.agree();
    const newPinEnc = this.encrypt(secret, padded(next));
    const pinHashEnc = this.encrypt(secret, pinHash(current));
    await this.#client.clientPin({
      pinUvAuthProtocol: this.#number,
      subCommand: clientPinSubCommand.changePin,
      keyAgreement: platformKey,
      pinHashEnc,
      newPinEnc,
      pinUvAuthParam: this.protocol.authenticate(secret, concat(newPinEnc, pinHashEnc)),
    });
  }

  /** getPinToken (superseded since 2.1): default permissions mc and ga, bound to the first relying party that uses it. */
  async legacyToken(pin: string): Promise<PinToken> {
    const { secret, platformKey } = await this.agree();
    const answer = await this.#client.clientPin({
      pinUvAuthProtocol: this.#number,
      subCommand: clientPinSubCommand.getPinToken,
      keyAgreement: platformKey,
      pinHashEnc: this.encrypt(secret, pinHash(pin)),
    });
    return this.#open(secret, answer.pinUvAuthToken);
  }

  /** getPinUvAuthTokenUsingPinWithPermissions; `permissions` as in section 6.5.5.7, `rpId` where mc or ga is among them. */
  async tokenWithPermissions(pin: string, permissions: number, rpId?: string): Promise<PinToken> {
    const { secret, platformKey } = await this.agree();
    const answer = await this.#client.clientPin({
      pinUvAuthProtocol: this.#number,
      subCommand: clientPinSubCommand.getPinUvAuthTokenUsingPinWithPermissions,
      keyAgreement: platformKey,
      pinHashEnc: this.encrypt(secret, pinHash(pin)),
      permissions,
      ...(rpId === undefined ? {} : { rpId }),
    });
    return this.#open(secret, answer.pinUvAuthToken);
  }

  /** getPinUvAuthTokenUsingUvWithPermissions: built-in user verification instead of a PIN. */
  async tokenUsingUv(permissions: number, rpId?: string): Promise<PinToken> {
    const { secret, platformKey } = await this.agree();
    const answer = await this.#client.clientPin({
      pinUvAuthProtocol: this.#number,
      subCommand: clientPinSubCommand.getPinUvAuthTokenUsingUvWithPermissions,
      keyAgreement: platformKey,
      permissions,
      ...(rpId === undefined ? {} : { rpId }),
    });
    return this.#open(secret, answer.pinUvAuthToken);
  }

  /** Encrypts under the protocol, with a fresh IV where it has one. */
  encrypt(secret: SharedSecret, plain: Uint8Array): Uint8Array {
    return this.protocol.encrypt(secret, plain, this.#random);
  }

  /** The hmac-secret input of getAssertion for one or two 32-byte salts (section 12.7), with the secret that opens its output. */
  async hmacSecretInput(salts: Uint8Array): Promise<HmacSecretExchange> {
    const { secret, platformKey } = await this.agree();
    const saltEnc = this.encrypt(secret, salts);
    return {
      input: {
        keyAgreement: platformKey,
        saltEnc,
        saltAuth: this.protocol.authenticate(secret, saltEnc),
        pinUvAuthProtocol: this.#number,
      },
      open: (output) => readAnswer('hmac-secret', () => this.protocol.decrypt(secret, output)),
    };
  }

  #open(secret: SharedSecret, encrypted: Uint8Array | undefined): PinToken {
    if (encrypted === undefined) {
      throw new DecodeError('authenticatorClientPIN.pinUvAuthToken', 'a byte string', 'nothing', { kind: 'missing' });
    }
    const bytes = readAnswer('pinUvAuthToken', () => this.protocol.decrypt(secret, encrypted));
    return tokenOf(this.protocol, this.#number, bytes);
  }
}

/** What hmac-secret asks of a device, and what opens its answer. */
export interface HmacSecretExchange {
  readonly input: {
    readonly keyAgreement: CoseKey;
    readonly saltEnc: Uint8Array;
    readonly saltAuth: Uint8Array;
    readonly pinUvAuthProtocol: 1 | 2;
  };
  /** Output 1, or outputs 1 and 2, of 32 bytes each. */
  open(output: Uint8Array): Uint8Array;
}

/** What a device sent and cannot be used is the device's mistake: a `DecodeError`, not a `RangeError` of ours. */
function readAnswer<T>(member: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DecodeError(`authenticatorClientPIN.${member}`, 'a value that both sides can use', error.message, {
      kind: 'value',
      cause: error,
    });
  }
}

function tokenOf(protocol: PinUvAuthProtocol, number: 1 | 2, bytes: Uint8Array): PinToken {
  return { protocol: number, bytes, authenticate: (message) => protocol.authenticate(bytes, message) };
}

function padded(pin: string | Uint8Array): Uint8Array {
  return typeof pin === 'string' ? padPin(pin) : pin;
}
