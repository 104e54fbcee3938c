import { fromUtf8 } from '../../src/bytes/bytes.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { readMetadataBlob } from '../../src/verifier/metadata/blob.ts';
import { decodeMetadataEntry, decodeMetadataStatement } from '../../src/verifier/metadata/entry.ts';
import { metadataSource } from '../../src/verifier/metadata/source.ts';
import type { MetadataSource } from '../../src/verifier/webauthn/metadata-source.ts';
import { UsageError } from '../exit-code.ts';
import { readInputFile } from './read-input.ts';

/** Metadata of a file, with what is to be said of it. */
export interface ReadMetadata {
  readonly source: MetadataSource;
  readonly remarks: readonly string[];
}

/**
 * Reads metadata: a BLOB of the metadata service, whose signature the roots must vouch for, or one metadata statement or
 * entry in JSON, as vendors keep them, which nobody vouches for. Throws `UsageError`.
 */
export async function readMetadataFile(
  path: string,
  roots: readonly Uint8Array[],
  atMs: number,
): Promise<ReadMetadata> {
  const text = fromUtf8(await readInputFile(path))?.trim();
  if (text === undefined)
    throw new UsageError(`${path}: expected a metadata BLOB or a statement in JSON, received other bytes`);
  if (text.startsWith('{')) return ofStatement(text, path, atMs);
  if (roots.length === 0) {
    throw new UsageError(`${path}: a metadata BLOB is signed: name the root of its service with --metadata-root FILE`);
  }
  const verdict = readMetadataBlob(text, { roots, atMs });
  if (verdict.kind === 'rejected') throw new UsageError(`${path}: ${verdict.code}: ${verdict.because}`);
  return { source: metadataSource(verdict.blob, { atMs }), remarks: verdict.warnings };
}

function ofStatement(text: string, path: string, atMs: number): ReadMetadata {
  try {
    const json = JSON.parse(text) as Record<string, unknown>;
    const isEntry = 'metadataStatement' in json;
    if (!isEntry) decodeMetadataStatement(json);
    const entry = decodeMetadataEntry(
      isEntry ? json : { aaguid: json['aaguid'], statusReports: [], metadataStatement: json },
      isEntry ? 'entry' : 'metadataStatement',
    );
    const remarks = ['the metadata statement is of a file: nobody has signed it'];
    return { source: metadataSource({ entries: [entry] }, { atMs }), remarks };
  } catch (error) {
    if (error instanceof DecodeError || error instanceof SyntaxError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}
