import { z } from 'zod';
import type { CreationOptionsJson, RequestOptionsJson } from '../../src/codec/webauthn-json.ts';
import { PartyError } from '../vocabulary/relying-party.ts';

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'expected base64url without padding');
const descriptor = z.looseObject({ type: z.string(), id: base64url });
const selection = z.looseObject({ userVerification: z.string().optional() });
const extensions = z.record(z.string(), z.unknown());

const creationOptions = z.looseObject({
  rp: z.looseObject({ id: z.string().optional(), name: z.string() }),
  user: z.looseObject({ id: base64url, name: z.string(), displayName: z.string() }),
  challenge: base64url,
  pubKeyCredParams: z.array(z.looseObject({ type: z.string(), alg: z.number() })),
  excludeCredentials: z.array(descriptor).optional(),
  authenticatorSelection: selection.optional(),
  attestation: z.string().optional(),
  extensions: extensions.optional(),
});

const requestOptions = z.looseObject({
  challenge: base64url,
  rpId: z.string().optional(),
  allowCredentials: z.array(descriptor).optional(),
  userVerification: z.string().optional(),
  extensions: extensions.optional(),
});

/** Reads what a server answered as creation options. Throws `PartyError` of kind `protocol`, with the place. */
export function readCreationOptions(value: unknown, place: string): CreationOptionsJson {
  return read(creationOptions, value, place) as CreationOptionsJson;
}

/** Reads what a server answered as request options. Throws `PartyError` of kind `protocol`, with the place. */
export function readRequestOptions(value: unknown, place: string): RequestOptionsJson {
  return read(requestOptions, value, place) as RequestOptionsJson;
}

function read(schema: z.ZodType, value: unknown, place: string): unknown {
  const parsed = schema.safeParse(withoutNulls(value));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new PartyError('protocol', `${place}: ${issue?.path.join('.') || 'the answer'}: ${issue?.message ?? 'unfit'}`);
}

/** Servers in other languages write null for what is absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, held]) => (held === null ? [] : [[name, withoutNulls(held)]])),
  );
}
