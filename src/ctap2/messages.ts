import { authenticatorConfigRequest } from './authenticator-config.ts';
import { bioEnrollmentRequest, bioEnrollmentResponse } from './bio-enrollment.ts';
import { clientPinRequest, clientPinResponse } from './client-pin.ts';
import { ctapCommand } from './commands.ts';
import { credentialManagementRequest, credentialManagementResponse } from './credential-management.ts';
import { getAssertionRequest, getAssertionResponse } from './get-assertion.ts';
import { getInfoResponse } from './get-info.ts';
import { largeBlobsRequest, largeBlobsResponse } from './large-blobs.ts';
import { makeCredentialRequest, makeCredentialResponse } from './make-credential.ts';
import type { Fields, Message } from './schema.ts';

/** The tables of one command; a command without parameters, or without a response map, lacks that one. */
export interface CommandTables {
  readonly request?: Message<Fields>;
  readonly response?: Message<Fields>;
}

const credentialManagement = { request: credentialManagementRequest, response: credentialManagementResponse };
const bioEnrollment = { request: bioEnrollmentRequest, response: bioEnrollmentResponse };

/** The tables of every command that has any, by command byte. */
export const commandTables: ReadonlyMap<number, CommandTables> = new Map<number, CommandTables>([
  [ctapCommand.makeCredential, { request: makeCredentialRequest, response: makeCredentialResponse }],
  [ctapCommand.getAssertion, { request: getAssertionRequest, response: getAssertionResponse }],
  [ctapCommand.getInfo, { response: getInfoResponse }],
  [ctapCommand.clientPin, { request: clientPinRequest, response: clientPinResponse }],
  [ctapCommand.getNextAssertion, { response: getAssertionResponse }],
  [ctapCommand.bioEnrollment, bioEnrollment],
  [ctapCommand.credentialManagement, credentialManagement],
  [ctapCommand.largeBlobs, { request: largeBlobsRequest, response: largeBlobsResponse }],
  [ctapCommand.authenticatorConfig, { request: authenticatorConfigRequest }],
  [ctapCommand.bioEnrollmentPreview, bioEnrollment],
  [ctapCommand.credentialManagementPreview, credentialManagement],
]);
