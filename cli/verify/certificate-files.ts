import { fromUtf8 } from '../../src/bytes/bytes.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { decodeCertificate } from '../../src/verifier/webauthn/certificate.ts';
import { UsageError } from '../exit-code.ts';
import { base64Of, readInputFile } from './read-input.ts';

const pem = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** The certificates of files, in DER: PEM with one or more, or one in DER. Throws `UsageError`. */
export async function readCertificateFiles(paths: readonly string[]): Promise<Uint8Array[]> {
  const found = await Promise.all(
    paths.map(async (path) => certificatesOf(await readInputFile(path), path).map((der) => ({ path, der }))),
  );
  for (const { path, der } of found.flat()) {
    try {
      decodeCertificate(der, path);
    } catch (error) {
      if (error instanceof DecodeError) throw new UsageError(error.message);
      throw error;
    }
  }
  return found.flat().map(({ der }) => der);
}

function certificatesOf(file: Uint8Array, path: string): Uint8Array[] {
  // DER of a certificate begins with a SEQUENCE
  if (file[0] === 0x30) return [new Uint8Array(file)];
  const text = fromUtf8(file) ?? '';
  const ders = [...text.matchAll(pem)].map(([, body = '']) => base64Of(body));
  if (ders.length > 0 && ders.every((der) => der !== undefined)) return ders;
  throw new UsageError(`${path}: expected certificates in PEM or one in DER, received something else`);
}
