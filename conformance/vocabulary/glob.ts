/** Whether `id` fits `glob`, in which `*` stands for any characters, dots included. */
export function matchesGlob(glob: string, id: string): boolean {
  const parts = glob.split('*');
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (parts.length === 1) return glob === id;
  if (!id.startsWith(first) || !id.endsWith(last) || id.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = id.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= id.length - last.length;
}

/** Whether `id` fits one of the globs. */
export function matchesAny(globs: readonly string[], id: string): boolean {
  return globs.some((glob) => matchesGlob(glob, id));
}
