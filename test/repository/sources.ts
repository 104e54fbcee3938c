import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** A source file: path from the root with forward slashes, its text, and the text without comments. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly code: string;
}

/** Every TypeScript file under these folders, in order of path. */
export function sourcesUnder(...folders: readonly string[]): Source[] {
  return folders
    .flatMap((folder) => walk(folder))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, code: withoutComments(text) };
    });
}

/** The modules a source names in import, export-from and import() — types included, since a type is knowledge too. */
export function importsOf(source: Source): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"\s]+)\1/g;
  return [...source.code.matchAll(pattern)].map((match) => match[2]!);
}

function walk(folder: string): string[] {
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return walk(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Blanks comments; strings and templates stay, so that `'//'` in a text is no comment. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*/g,
    (_, literal: string | undefined) => literal ?? '',
  );
}
