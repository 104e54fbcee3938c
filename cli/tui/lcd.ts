/** Rows of an LCD place. */
export const LCD_ROWS = 5;

/**
 * Seven-segment places drawn with box characters: 5 lines; a place is 5 columns, places stand 2 apart, groups 4. Bits 0 to 6
 * of a place are its segments a to g.
 */
export function lcdLines(places: readonly number[]): string[] {
  const group = groupSize(places.length);
  return Array.from({ length: LCD_ROWS }, (_, row) =>
    places
      .map((mask, index) => {
        const gap = index === 0 ? '' : index % group === 0 ? '    ' : '  ';
        return gap + rowOf(mask, row);
      })
      .join(''),
  );
}

/** Codes are read aloud in threes and fours. */
function groupSize(places: number): number {
  if (places % 4 === 0) return 4;
  return places % 5 === 0 ? 5 : 3;
}

function rowOf(mask: number, row: number): string {
  const has = (segment: number): boolean => (mask & (1 << segment)) !== 0;
  switch (row) {
    case 0:
      return has(0) ? ' ━━━ ' : '     ';
    case 1:
      return `${has(5) ? '┃' : ' '}   ${has(1) ? '┃' : ' '}`;
    case 2:
      return has(6) ? ' ━━━ ' : '     ';
    case 3:
      return `${has(4) ? '┃' : ' '}   ${has(2) ? '┃' : ' '}`;
    default:
      return has(3) ? ' ━━━ ' : '     ';
  }
}

/** A bar of `width` characters, so much of it filled: 0 to 1. */
export function barOf(share: number, width: number): { readonly filled: string; readonly rest: string } {
  const count = Math.round(Math.min(1, Math.max(0, share)) * width);
  return { filled: '━'.repeat(count), rest: '─'.repeat(width - count) };
}

/** A battery in four cells. */
export function batteryCells(level: number): string {
  const cells = level <= 0 ? 0 : Math.max(1, Math.ceil(level * 4));
  return `${'▮'.repeat(cells)}${'▯'.repeat(4 - cells)}`;
}
