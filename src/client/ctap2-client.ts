import type { ClientPinRequest, ClientPinResponse } from '../ctap2/client-pin.ts';
import { clientPinRequest, clientPinResponse } from '../ctap2/client-pin.ts';
import { ctapCommand } from '../ctap2/commands.ts';
import type { CredentialManagementRequest, CredentialManagementResponse } from '../ctap2/credential-management.ts';
import { credentialManagementRequest, credentialManagementResponse } from '../ctap2/credential-management.ts';
import type { GetAssertionRequest, GetAssertionResponse } from '../ctap2/get-assertion.ts';
import { getAssertionRequest, getAssertionResponse } from '../ctap2/get-assertion.ts';
import type { GetInfo } from '../ctap2/get-info.ts';
import { decodeGetInfo } from '../ctap2/get-info.ts';
import type { MakeCredentialRequest, MakeCredentialResponse } from '../ctap2/make-credential.ts';
import { makeCredentialRequest, makeCredentialResponse } from '../ctap2/make-credential.ts';
import type { Fields, Message, ValueOfFields } from '../ctap2/schema.ts';
import { decodeMessage, encodeMessage } from '../ctap2/schema.ts';
import { CtapError } from '../errors/ctap-error.ts';
import { DecodeError } from '../errors/decode-error.ts';
import type { CtapLink, ExchangeOptions } from '../transport/ports.ts';

/**
 * A CTAP2 platform's end of one device: typed requests in, typed answers out. A status other than CTAP2_OK is thrown as
 * `CtapError`, an answer against the format as `DecodeError`, a broken link as `TransportError`.
 */
export class Ctap2Client {
  readonly link: CtapLink;

  constructor(link: CtapLink) {
    this.link = link;
  }

  /** authenticatorMakeCredential (CTAP 2.3 section 6.1). */
  makeCredential(request: MakeCredentialRequest, options?: ExchangeOptions): Promise<MakeCredentialResponse> {
    const parameters = encodeMessage(makeCredentialRequest, request);
    return this.#call(ctapCommand.makeCredential, parameters, makeCredentialResponse, options);
  }

  /** authenticatorGetAssertion (section 6.2). */
  getAssertion(request: GetAssertionRequest, options?: ExchangeOptions): Promise<GetAssertionResponse> {
    const parameters = encodeMessage(getAssertionRequest, request);
    return this.#call(ctapCommand.getAssertion, parameters, getAssertionResponse, options);
  }

  /** authenticatorGetNextAssertion (section 6.3). */
  getNextAssertion(options?: ExchangeOptions): Promise<GetAssertionResponse> {
    return this.#call(ctapCommand.getNextAssertion, undefined, getAssertionResponse, options);
  }

  /** authenticatorGetInfo (section 6.4), read leniently: members unknown or of a wrong type are left out. */
  async getInfo(options?: ExchangeOptions): Promise<GetInfo> {
    return decodeGetInfo(await this.command(ctapCommand.getInfo, undefined, options));
  }

  /** authenticatorClientPIN (section 6.5); `PinUv` wraps the cryptography around it. */
  clientPin(request: ClientPinRequest, options?: ExchangeOptions): Promise<ClientPinResponse> {
    const parameters = encodeMessage(clientPinRequest, request);
    return this.#call(ctapCommand.clientPin, parameters, clientPinResponse, options);
  }

  /** authenticatorCredentialManagement (section 6.8). */
  credentialManagement(
    request: CredentialManagementRequest,
    options?: ExchangeOptions,
  ): Promise<CredentialManagementResponse> {
    const parameters = encodeMessage(credentialManagementRequest, request);
    return this.#call(ctapCommand.credentialManagement, parameters, credentialManagementResponse, options);
  }

  /** authenticatorReset (section 6.6): everything on the device is lost. */
  async reset(options?: ExchangeOptions): Promise<void> {
    await this.command(ctapCommand.reset, undefined, options);
  }

  /** authenticatorSelection (section 6.9). */
  async selection(options?: ExchangeOptions): Promise<void> {
    await this.command(ctapCommand.selection, undefined, options);
  }

  /** One command with its parameters as CBOR; gives the answer's CBOR without the status byte. */
  async command(command: number, parameters?: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array> {
    const request = new Uint8Array(1 + (parameters?.length ?? 0));
    request[0] = command;
    if (parameters !== undefined) request.set(parameters, 1);
    const answer = await this.link.ctap2(request, options);
    const status = answer[0];
    if (status === undefined) throw new DecodeError('answer', 'a status byte', 'nothing', { kind: 'length' });
    if (status !== 0) throw new CtapError(status);
    return answer.subarray(1);
  }

  async #call<F extends Fields>(
    command: number,
    parameters: Uint8Array | undefined,
    response: Message<F>,
    options: ExchangeOptions | undefined,
  ): Promise<ValueOfFields<F>> {
    const body = await this.command(command, parameters, options);
    // An answer without members may come without a map.
    return decodeMessage(response, body.length === 0 ? EMPTY_MAP : body);
  }
}

const EMPTY_MAP = Uint8Array.of(0xa0);
