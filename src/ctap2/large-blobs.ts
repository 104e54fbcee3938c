import { bytes, type Infer, message, optional, required, uint } from './schema.ts';

/** authenticatorLargeBlobs request (CTAP 2.3 section 6.10). Mind that parameter and protocol stand in the other order here. */
export const largeBlobsRequest = message('authenticatorLargeBlobs', {
  get: optional(0x01, uint()),
  set: optional(0x02, bytes()),
  offset: required(0x03, uint()),
  length: optional(0x04, uint()),
  pinUvAuthParam: optional(0x05, bytes()),
  pinUvAuthProtocol: optional(0x06, uint()),
});
/** authenticatorLargeBlobs request. */
export type LargeBlobsRequest = Infer<typeof largeBlobsRequest>;

/** authenticatorLargeBlobs response; `config` is a fragment of the serialized array, present for `get`. */
export const largeBlobsResponse = message('authenticatorLargeBlobsResponse', {
  config: optional(0x01, bytes()),
});
/** authenticatorLargeBlobs response. */
export type LargeBlobsResponse = Infer<typeof largeBlobsResponse>;
