import { fromHex } from '../../src/bytes/hex.ts';
import { decodeAttestationObject } from '../../src/codec/attestation-object.ts';
import { systemClock } from '../../src/env/system.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import type { AttestationPolicy } from '../../src/verifier/webauthn/input.ts';
import { parseVerifierProfile } from '../../src/verifier/webauthn/parse-profile.ts';
import { type Profile, profiles } from '../../src/verifier/webauthn/profile.ts';
import { verifyAssertion } from '../../src/verifier/webauthn/verify-assertion.ts';
import { verifyAttestationBytes } from '../../src/verifier/webauthn/verify-attestation-bytes.ts';
import { verifyRegistration } from '../../src/verifier/webauthn/verify-registration.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';
import { type Bundle, type BundledExpectations, bundleOf } from '../verify/bundle.ts';
import { readCertificateFiles } from '../verify/certificate-files.ts';
import { completed } from '../verify/expectations.ts';
import { readMetadataFile } from '../verify/metadata-file.ts';
import { base64Of, inputOf, readInputFile } from '../verify/read-input.ts';
import { type AnyVerdict, verdictJson, verdictText } from '../verify/show-verdict.ts';
import { credentialOf, type StoredRecord } from '../verify/stored-record.ts';

/** The options of `touchstone verify`. */
export interface VerifyOptions {
  readonly profile: string;
  readonly challenge?: string;
  readonly origin: readonly string[];
  readonly rpId?: string;
  readonly userVerification?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin: readonly string[];
  readonly anchors: readonly string[];
  readonly metadata?: string;
  readonly metadataRoot: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly credential?: string;
  readonly publicKey?: string;
  readonly signCount?: number;
  readonly clientDataHash?: string;
  readonly json?: boolean;
}

/** `touchstone verify registration|assertion FILE`: exit 0 accepted, 1 rejected. */
export async function verify(ceremony: string, path: string, options: VerifyOptions): Promise<ExitCode> {
  if (ceremony !== 'registration' && ceremony !== 'assertion') {
    throw new UsageError(
      `verify: expected registration or assertion, received ${JSON.stringify(ceremony.slice(0, 40))}`,
    );
  }
  const profile = await profileOf(options.profile);
  const { policy, remarks } = await attestationPolicy(options);
  const input = inputOf(await readInputFile(path), path);
  let judged: Judged;
  if (input.kind === 'bytes') judged = judgeBytes(ceremony, input.bytes, path, profile, policy, options);
  else {
    const bundle = bundleOf(input.value, path);
    judged =
      ceremony === 'registration'
        ? judgeRegistration(bundle, profile, policy, options)
        : judgeAssertion(bundle, await credentialOf(bundle, options), profile, options);
  }
  const aside = { profile: profile.name, assumed: judged.assumed, remarks };
  if (options.json === true) await toStdoutAsJson(verdictJson(judged.verdict, aside));
  else await toStdout(verdictText(judged.verdict, aside));
  return judged.verdict.kind === 'accepted' ? exitCode.upheld : exitCode.violated;
}

interface Judged {
  readonly verdict: AnyVerdict;
  readonly assumed: readonly string[];
}

function judgeRegistration(
  bundle: Bundle,
  profile: Profile,
  attestation: AttestationPolicy,
  options: VerifyOptions,
): Judged {
  const { response } = bundle;
  const said = saidOf(bundle.expected, options);
  const parts = partsOf(response);
  const { assumed, ...known } = completed(said, parts('clientDataJSON'), rpIdHashOf(parts('attestationObject')));
  const { pubKeyCredParams } = bundle.expected;
  const verdict = verifyRegistration({
    response,
    expected: {
      ...known,
      ...framing(bundle.expected, options),
      ...verification(bundle.expected, options),
      attestation,
      ...(pubKeyCredParams === undefined ? {} : { pubKeyCredParams }),
    },
    profile,
  });
  return { verdict, assumed };
}

function judgeAssertion(bundle: Bundle, credential: StoredRecord, profile: Profile, options: VerifyOptions): Judged {
  const { response } = bundle;
  const parts = partsOf(response);
  const said = saidOf(bundle.expected, options);
  const { assumed, ...known } = completed(said, parts('clientDataJSON'), parts('authenticatorData')?.subarray(0, 32));
  const verdict = verifyAssertion({
    response,
    credential: { ...credential, id: credential.id ?? rawIdOf(response) },
    expected: {
      ...known,
      ...framing(bundle.expected, options),
      ...verification(bundle.expected, options),
      ...listed(bundle.expected),
    },
    profile,
  });
  return { verdict, assumed: credential.id === undefined ? [...assumed, 'credential'] : assumed };
}

/** An attestation object alone: what a key gave, without the client data that it signed. */
function judgeBytes(
  ceremony: string,
  bytes: Uint8Array,
  path: string,
  profile: Profile,
  attestation: AttestationPolicy,
  options: VerifyOptions,
): Judged {
  if (ceremony !== 'registration') {
    throw new UsageError(
      `${path}: expected the response of an assertion in JSON, received ${bytes.length} other bytes`,
    );
  }
  if (options.clientDataHash === undefined) {
    throw new UsageError(
      `${path}: an attestation object alone needs --client-data-hash HEX, which its signature is over`,
    );
  }
  const { assumed, rpId } = completed(
    { challenge: '', origins: [options.rpId ?? ''], rpId: options.rpId },
    undefined,
    rpIdHashOf(bytes),
  );
  if (assumed.length > 0) throw new UsageError(`${path}: an attestation object alone needs --rp-id ID`);
  const verdict = verifyAttestationBytes({
    attestationObject: bytes,
    clientDataHash: hashOf(options.clientDataHash),
    rpId,
    expected: { ...verification({}, options), attestation },
    profile,
  });
  return { verdict, assumed: ['challenge', 'origin'] };
}

function saidOf(
  expected: BundledExpectations,
  options: VerifyOptions,
): { challenge?: string; origins?: readonly string[]; rpId?: string } {
  const challenge = options.challenge ?? expected.challenge;
  const origins = options.origin.length > 0 ? options.origin : expected.origins;
  const rpId = options.rpId ?? expected.rpId;
  return {
    ...(challenge === undefined ? {} : { challenge }),
    ...(origins === undefined ? {} : { origins }),
    ...(rpId === undefined ? {} : { rpId }),
  };
}

function framing(
  expected: BundledExpectations,
  options: VerifyOptions,
): { crossOrigin?: 'allowed'; topOrigins?: readonly string[] } {
  const topOrigins = options.topOrigin.length > 0 ? options.topOrigin : expected.topOrigins;
  const isAllowed = options.crossOrigin === true || expected.crossOrigin === true || topOrigins !== undefined;
  return { ...(isAllowed ? { crossOrigin: 'allowed' } : {}), ...(topOrigins === undefined ? {} : { topOrigins }) };
}

function listed({ allowCredentials, extensions }: BundledExpectations): {
  allowCredentials?: readonly string[];
  appId?: string;
} {
  const appId = extensions?.['appid'];
  return {
    ...(allowCredentials === undefined ? {} : { allowCredentials }),
    ...(typeof appId === 'string' ? { appId } : {}),
  };
}

const verifications = ['required', 'preferred', 'discouraged'] as const;

function verification(
  expected: BundledExpectations,
  options: VerifyOptions,
): { userVerification?: (typeof verifications)[number]; extensions?: Readonly<Record<string, unknown>> } {
  const { extensions } = expected;
  const userVerification = options.userVerification ?? expected.userVerification;
  const known = verifications.find((one) => one === userVerification);
  return {
    ...(known === undefined ? {} : { userVerification: known }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

async function attestationPolicy(
  options: VerifyOptions,
): Promise<{ policy: AttestationPolicy; remarks: readonly string[] }> {
  const atMs = options.at ?? systemClock.nowMs();
  const anchors = await readCertificateFiles(options.anchors);
  const roots = await readCertificateFiles(options.metadataRoot);
  const metadata = options.metadata === undefined ? undefined : await readMetadataFile(options.metadata, roots, atMs);
  return {
    policy: {
      ...(anchors.length === 0 ? {} : { anchors }),
      ...(metadata === undefined ? {} : { metadata: metadata.source }),
      atMs,
    },
    remarks: metadata?.remarks ?? [],
  };
}

/** A built-in profile, or one in a file. */
async function profileOf(name: string): Promise<Profile> {
  if (Object.hasOwn(profiles, name)) return profiles[name as keyof typeof profiles];
  if (!/[./\\]/.test(name)) {
    throw new UsageError(
      `unknown profile ${JSON.stringify(name)}: expected ${Object.keys(profiles).join(', ')} or a file`,
    );
  }
  const read = inputOf(await readInputFile(name), name);
  if (read.kind !== 'json') throw new UsageError(`${name}: expected a profile in JSON, received something else`);
  try {
    return parseVerifierProfile(read.value);
  } catch (error) {
    if (error instanceof DecodeError) throw new UsageError(`${name}: ${error.message}`);
    throw error;
  }
}

function hashOf(text: string): Uint8Array {
  const bytes = /^[0-9a-fA-F]{64}$/.test(text) ? fromHex(text) : base64Of(text);
  if (bytes?.length === 32) return bytes;
  throw new UsageError('--client-data-hash: expected 32 bytes in hex or base64url, received something else');
}

/** Members of the response, where they can be read. */
function partsOf(response: unknown): (name: string) => Uint8Array | undefined {
  const inner = memberOf(response, 'response');
  return (name) => {
    const text = memberOf(inner, name);
    return typeof text === 'string' ? base64Of(text) : undefined;
  };
}

function rawIdOf(response: unknown): Uint8Array {
  const text = memberOf(response, 'rawId') ?? memberOf(response, 'id');
  return (typeof text === 'string' ? base64Of(text) : undefined) ?? new Uint8Array(0);
}

function rpIdHashOf(attestationObject: Uint8Array | undefined): Uint8Array | undefined {
  if (attestationObject === undefined) return undefined;
  try {
    return decodeAttestationObject(attestationObject).authData.subarray(0, 32);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
