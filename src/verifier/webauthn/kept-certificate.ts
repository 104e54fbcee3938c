import { type Certificate, decodeCertificate } from './certificate.ts';

/** Few vendors have more; what comes beyond drives out what came first. */
const MOST_KEPT = 256;
const MOST_BYTES = 4096;

const kept = new Map<string, Certificate>();

/**
 * The certificate in DER, of the last few hundred not read again: those above the leaf are the same in every registration
 * of a model, and reading one takes longer than verifying a signature. Throws `DecodeError` as `decodeCertificate` does.
 */
export function keepCertificate(der: Uint8Array, path: string): Certificate {
  if (der.length > MOST_BYTES) return decodeCertificate(der, path);
  const text = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('latin1');
  const known = kept.get(text);
  // the caller gets its own bytes back, so that nobody can change those that are kept
  if (known !== undefined) return { ...known, der };
  const certificate = decodeCertificate(Uint8Array.from(der), path);
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  kept.set(text, certificate);
  return { ...certificate, der };
}
