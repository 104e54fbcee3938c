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
  return spoiledChain(context, leafAndIntermediate(context, leaf), false);
}

/** x5c as Android devices give it: `chainFor` with the root last. */
export function wholeChainFor(context: StatementContext, leaf: LeafRequest): Uint8Array[] {
  return spoiledChain(context, leafAndIntermediate(context, leaf), true);
}

/** x5c of a format that allows one certificate only: the leaf, issued by the authority's root. */
export function soleCertificateFor(context: StatementContext, leaf: LeafRequest): Uint8Array[] {
  const { authority } = context;
  return spoiledChain(context, [issued(context, leaf, authority.root, authority.rootKey)], false);
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

function leafAndIntermediate(context: StatementContext, leaf: LeafRequest): Uint8Array[] {
  const { intermediate, intermediateDer, intermediateKey, rootKey } = context.authority;
  const leafDer = issued(context, leaf, intermediate, intermediateKey);
  const spoiled = spoiledCertificate(context, intermediate, 'intermediate');
  return [leafDer, spoiled === intermediate ? intermediateDer : encodeCertificate(spoiled, rootKey)];
}

function spoiledChain(context: StatementContext, chain: readonly Uint8Array[], hasRoot: boolean): Uint8Array[] {
  const { hooks, tools } = context;
  const { root, rootDer, rootKey } = context.authority;
  const spoiled = spoiledCertificate(context, root, 'root');
  const roots = spoiled === root ? (hasRoot ? [rootDer] : []) : [encodeCertificate(spoiled, rootKey)];
  const whole = [...chain, ...roots];
  return [...(hooks.certificates?.(whole, tools) ?? whole)];
}

function spoiledCertificate(
  context: StatementContext,
  sound: CertificateParts,
  role: CertificateRole,
): CertificateParts {
  return context.hooks.certificate?.(sound, role, context.tools) ?? sound;
}
