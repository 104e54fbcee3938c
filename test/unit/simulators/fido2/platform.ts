import type { Authenticator } from '../../../../simulators/fido2/authenticator.ts';
import type { PresenceOutcome, Via } from '../../../../simulators/ports/responder.ts';
import { concat } from '../../../../src/bytes/bytes.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import type { CoseKey } from '../../../../src/codec/cose-key.ts';
import { KeyAgreementKey } from '../../../../src/crypto/key-agreement.ts';
import {
  type ClientPinRequest,
  type ClientPinResponse,
  clientPinRequest,
  clientPinResponse,
  clientPinSubCommand as sub,
} from '../../../../src/ctap2/client-pin.ts';
import { ctapCommand, encodeRequest } from '../../../../src/ctap2/commands.ts';
import {
  type CredentialManagementParams,
  type CredentialManagementRequest,
  type CredentialManagementResponse,
  credentialManagementParams,
  credentialManagementRequest,
  credentialManagementResponse,
} from '../../../../src/ctap2/credential-management.ts';
import { padPin, pinHash, pinUvAuthProtocol, type SharedSecret } from '../../../../src/ctap2/pin-uv-auth-protocol.ts';
import { decodeMessage, encodeMessage } from '../../../../src/ctap2/schema.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { type Gestures, send, usb } from './drive.ts';

const random = seededRandom('platform');

export interface PinAnswer {
  readonly status: number;
  readonly response: ClientPinResponse;
}

/** One clientPIN command; the response is empty where the status is not 0. */
export function clientPin(
  key: Authenticator,
  request: ClientPinRequest,
  gestures?: Gestures,
  via: Via = usb,
): PinAnswer {
  const bytes = encodeRequest(ctapCommand.clientPin, encodeMessage(clientPinRequest, request));
  const { status, body } = send(key, bytes, gestures, via);
  return { status, response: status === 0 && body.length > 0 ? decodeMessage(clientPinResponse, body) : {} };
}

export interface Agreed {
  readonly secret: SharedSecret;
  readonly keyAgreement: CoseKey;
}

/** The platform's side of clientPIN, step by step, so that a test can spoil one. */
export class Platform {
  readonly key: Authenticator;
  readonly number: 1 | 2;
  via: Via = usb;

  constructor(key: Authenticator, number: 1 | 2) {
    this.key = key;
    this.number = number;
  }

  get protocol(): ReturnType<typeof pinUvAuthProtocol> {
    return pinUvAuthProtocol(this.number);
  }

  devicePublicKey(): CoseKey {
    const { response } = this.send({ subCommand: sub.getKeyAgreement });
    return response.keyAgreement!;
  }

  agree(): Agreed {
    const mine = KeyAgreementKey.generate(random);
    return { secret: this.protocol.deriveSecret(mine.agree(this.devicePublicKey())), keyAgreement: mine.publicKey };
  }

  encrypt({ secret }: Agreed, plain: Uint8Array): Uint8Array {
    return this.protocol.encrypt(secret, plain, random);
  }

  send(request: ClientPinRequest, gestures?: Gestures): PinAnswer {
    return clientPin(this.key, { pinUvAuthProtocol: this.number, ...request }, gestures, this.via);
  }

  setPinRequest(pin: string | Uint8Array): ClientPinRequest {
    const agreed = this.agree();
    const newPinEnc = this.encrypt(agreed, typeof pin === 'string' ? padPin(pin) : pin);
    const pinUvAuthParam = this.protocol.authenticate(agreed.secret, newPinEnc);
    return { subCommand: sub.setPin, keyAgreement: agreed.keyAgreement, newPinEnc, pinUvAuthParam };
  }

  setPin(pin: string | Uint8Array): number {
    return this.send(this.setPinRequest(pin)).status;
  }

  changePinRequest(current: string, next: string | Uint8Array): ClientPinRequest {
    const agreed = this.agree();
    const newPinEnc = this.encrypt(agreed, typeof next === 'string' ? padPin(next) : next);
    const pinHashEnc = this.encrypt(agreed, pinHash(current));
    const pinUvAuthParam = this.protocol.authenticate(agreed.secret, concat(newPinEnc, pinHashEnc));
    return { subCommand: sub.changePin, keyAgreement: agreed.keyAgreement, newPinEnc, pinHashEnc, pinUvAuthParam };
  }

  changePin(current: string, next: string | Uint8Array): number {
    return this.send(this.changePinRequest(current, next)).status;
  }

  /** Asks for a token: getPinToken without permissions, else with them; `pin` undefined means built-in verification. */
  token(
    pin: string | undefined,
    asked?: { permissions: number; rpId?: string },
    gestures?: PresenceOutcome | PresenceOutcome[],
  ): { status: number; token: Uint8Array } {
    const agreed = this.agree();
    const withPin = asked === undefined ? sub.getPinToken : sub.getPinUvAuthTokenUsingPinWithPermissions;
    const { status, response } = this.send(
      {
        subCommand: pin === undefined ? sub.getPinUvAuthTokenUsingUvWithPermissions : withPin,
        keyAgreement: agreed.keyAgreement,
        ...(pin === undefined ? {} : { pinHashEnc: this.encrypt(agreed, pinHash(pin)) }),
        ...asked,
      },
      gestures,
    );
    const { pinUvAuthToken } = response;
    const token =
      pinUvAuthToken === undefined ? new Uint8Array(0) : this.protocol.decrypt(agreed.secret, pinUvAuthToken);
    return { status, token };
  }

  tries(): number {
    return this.send({ subCommand: sub.getPinRetries }).response.pinRetries!;
  }

  /** The members that authenticate a message with a token. */
  proof(token: Uint8Array, message: Uint8Array): { pinUvAuthParam: Uint8Array; pinUvAuthProtocol: 1 | 2 } {
    return { pinUvAuthParam: this.protocol.authenticate(token, message), pinUvAuthProtocol: this.number };
  }

  /** One credentialManagement command, authenticated where a token is given. */
  manage(
    token: Uint8Array | undefined,
    subCommand: number,
    subCommandParams?: CredentialManagementParams,
    changes: Partial<CredentialManagementRequest> = {},
  ): { status: number; response: CredentialManagementResponse } {
    const covered =
      subCommandParams === undefined
        ? Uint8Array.of(subCommand)
        : concat(Uint8Array.of(subCommand), encodeCbor(credentialManagementParams.write(subCommandParams)));
    const parameters = encodeMessage(credentialManagementRequest, {
      subCommand,
      ...(subCommandParams === undefined ? {} : { subCommandParams }),
      ...(token === undefined ? {} : this.proof(token, covered)),
      ...changes,
    });
    const { status, body } = send(
      this.key,
      encodeRequest(ctapCommand.credentialManagement, parameters),
      'granted',
      this.via,
    );
    return {
      status,
      response: status === 0 && body.length > 0 ? decodeMessage(credentialManagementResponse, body) : {},
    };
  }
}
