import { arrayOf, bytes, type Infer, type IntType, int, mapOf, optional, required, text } from './schema.ts';

/** PublicKeyCredentialRpEntity as CTAP carries it. */
export const rpEntity = mapOf({
  id: required('id', text()),
  name: optional('name', text()),
});
/** PublicKeyCredentialRpEntity as CTAP carries it. */
export type RpEntity = Infer<typeof rpEntity>;

/** PublicKeyCredentialUserEntity as CTAP carries it; `id` holds at most 64 bytes. */
export const userEntity = mapOf({
  id: required('id', bytes({ max: 64 })),
  name: optional('name', text()),
  displayName: optional('displayName', text()),
});
/** PublicKeyCredentialUserEntity as CTAP carries it. */
export type UserEntity = Infer<typeof userEntity>;

/** PublicKeyCredentialDescriptor. */
export const credentialDescriptor = mapOf({
  id: required('id', bytes()),
  type: required('type', text()),
  transports: optional('transports', arrayOf(text())),
});
/** PublicKeyCredentialDescriptor. */
export type CredentialDescriptor = Infer<typeof credentialDescriptor>;

const anyInt = int();
/** An algorithm identifier; one beyond 2^53 names no algorithm, and the nearest number stands for it. */
const algorithm: IntType = {
  ...anyInt,
  read: (value, path, step) => (typeof value === 'bigint' ? Number(value) : anyInt.read(value, path, step)),
};

/** PublicKeyCredentialParameters: a COSE algorithm and the credential type. */
export const credentialParameters = mapOf({
  alg: required('alg', algorithm),
  type: required('type', text()),
});
/** PublicKeyCredentialParameters. */
export type CredentialParameters = Infer<typeof credentialParameters>;
