const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** How deep a JSON text nests, and how many members its outermost object has in writing, repeated ones each time; of a text that is not JSON, the brackets that open. */
export function shapeOf(json: string): { depth: number; members: number } {
  let level = 0;
  let depth = 0;
  let members = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = closingQuote(json, at);
    else if (code === COLON) members += level === 1 ? 1 : 0;
    // [ and { differ from each other in one bit only, and so do ] and }.
    else if ((code | 0x20) === 0x7b) {
      level += 1;
      if (level > depth) depth = level;
    } else if ((code | 0x20) === 0x7d) level -= 1;
  }
  return { depth, members };
}

/** The first name that the outermost object of a valid JSON text has twice, escapes resolved; undefined where it has none. */
export function repeatedName(json: string): string | undefined {
  const names = new Set<string>();
  let level = 0;
  let from = 0;
  let to = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      from = at;
      at = closingQuote(json, at);
      to = at + 1;
    } else if (code === COLON && level === 1) {
      const name = JSON.parse(json.slice(from, to)) as string;
      if (names.has(name)) return name;
      names.add(name);
    } else if ((code | 0x20) === 0x7b) level += 1;
    else if ((code | 0x20) === 0x7d) level -= 1;
  }
  return undefined;
}

/** Where the string ends that begins at `at`: a quote behind an even number of backslashes; the text's end where none is. */
function closingQuote(json: string, at: number): number {
  for (let end = json.indexOf('"', at + 1); ; end = json.indexOf('"', end + 1)) {
    if (end === -1) return json.length;
    let before = end - 1;
    while (json.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
}
