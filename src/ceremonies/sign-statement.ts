import { coseAlgorithm } from '../codec/cose-key.ts';
import { generateSigningKey, type SigningKey } from '../crypto/signing-key.ts';
import { drawnSerialNumber, VALID_FROM_MS, VALID_UNTIL_MS } from './authority.ts';
import { encodeCertificate } from './certificate.ts';
import { authorityKeyIdentifier } from './certificate-extensions.ts';
import type { CertificateParts, CertificateRole, FormatPart } from './hooks.ts';
import type { LeafRequest, StatementContext } from './statement-maker.ts';

/** The attestation signature over the bytes, as the hooks `signedBytes` and `signature` leave it. */
export function signedBy(context: StatementContext, key: SigningKey, bytes: Uint8Array): Uint8Array {
  const { hooks, tools } = context;
  const signature = key.sign(hooks.signedBytes?.(bytes, tools) ?? bytes);
  return hooks.signature?.(signature, tools) ?? signature;
}

/** A part that only one format has, as the hook `formatPart` leaves it. */
export function spoiledPart(context: StatementContext, name: FormatPart, bytes: Uint8Array): Uint8Array {
  return context.hooks.formatPart?.(name, bytes, context.tools) ?? bytes;
}

/** A new attestation key, ES256 unless another algorithm is asked for, drawn from the ceremony's chance. */
export function attestationKey(context: StatementContext, alg: number = coseAlgorithm.ES256): SigningKey {
  return generateSigningKey(alg, { kind: 'seeded', random: context.tools.random });
}

/** x5c: the leaf, issued by the authority's intermediate, and the intermediate, as the hooks `certificate` and `certificates` leave them. */
export function chainFor(context: StatementContext, leaf: LeafRequest): Uint8Array[] {
  const { authority } = context;
  const leafDer = issued(context, leaf, authority.intermediate, authority.intermediateKey);
  const intermediate = spoiledCertificate(context, authority.intermediate, 'intermediate');
  const intermediateDer =
    intermediate === authority.intermediate
      ? authority.intermediateDer
      : encodeCertificate(intermediate, authority.rootKey);
  return spoiledChain(context, [leafDer, intermediateDer]);
}

/** x5c of a format that allows one certificate only: the leaf, issued by the authority's root. */
export function soleCertificateFor(context: StatementContext, leaf: LeafRequest): Uint8Array[] {
  const { authority } = context;
  return spoiledChain(context, [issued(context, leaf, authority.root, authority.rootKey)]);
}

function issued(
  context: StatementContext,
  leaf: LeafRequest,
  issuer: CertificateParts,
  issuerKey: SigningKey,
): Uint8Array {
  const parts: CertificateParts = {
    version: 3,
    serialNumber: drawnSerialNumber(context.tools.random),
    subject: leaf.subject,
    issuer: issuer.subject,
    notBeforeMs: VALID_FROM_MS,
    notAfterMs: VALID_UNTIL_MS,
    publicKey: leaf.publicKey,
    extensions: [...leaf.extensions, authorityKeyIdentifier(issuer.publicKey)],
  };
  return encodeCertificate(spoiledCertificate(context, parts, 'leaf'), issuerKey);
}

function spoiledChain(context: StatementContext, chain: readonly Uint8Array[]): Uint8Array[] {
  const { authority, hooks, tools } = context;
  const root = spoiledCertificate(context, authority.root, 'root');
  const whole = root === authority.root ? chain : [...chain, encodeCertificate(root, authority.rootKey)];
  return [...(hooks.certificates?.(whole, tools) ?? whole)];
}

function spoiledCertificate(
  context: StatementContext,
  sound: CertificateParts,
  role: CertificateRole,
): CertificateParts {
  return context.hooks.certificate?.(sound, role, context.tools) ?? sound;
}
