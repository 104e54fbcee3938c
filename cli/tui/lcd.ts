/** Rows of an LCD place. */
export const LCD_ROWS = 5;

/** How wide an LCD is drawn: the horizontal segments of a place, and what stands between places and between groups. */
export interface LcdSize {
  readonly across: number;
  readonly gap: number;
  readonly groupGap: number;
}

/** From wide to narrow. */
export const lcdSizes: readonly LcdSize[] = [
  { across: 3, gap: 2, groupGap: 4 },
  { across: 1, gap: 1, groupGap: 2 },
];

/** Seven-segment places drawn with box characters, in `LCD_ROWS` lines. Bits 0 to 6 of a place are its segments a to g. */
export function lcdLines(places: readonly number[], size: LcdSize): string[] {
  const group = groupSize(places.length);
  return Array.from({ length: LCD_ROWS }, (_, row) =>
    places
      .map((mask, index) => {
        const gap = index === 0 ? 0 : index % group === 0 ? size.groupGap : size.gap;
        return ' '.repeat(gap) + rowOf(mask, row, size.across);
      })
      .join(''),
  );
}

/** Columns of so many places. */
export function lcdWidth(places: number, size: LcdSize): number {
  return lcdLines(new Array<number>(places).fill(0), size)[0]!.length;
}

/** Codes are read aloud in threes and fours. */
function groupSize(places: number): number {
  if (places % 4 === 0) return 4;
  return places % 5 === 0 ? 5 : 3;
}

/** The segments of each row: one across, or one at the left and one at the right. */
const rows: readonly (readonly number[])[] = [[0], [5, 1], [6], [4, 2], [3]];

function rowOf(mask: number, row: number, across: number): string {
  const has = (segment: number | undefined): boolean => segment !== undefined && (mask & (1 << segment)) !== 0;
  const [left, right] = rows[row]!;
  if (right === undefined) return has(left) ? ` ${'━'.repeat(across)} ` : ' '.repeat(across + 2);
  return `${has(left) ? '┃' : ' '}${' '.repeat(across)}${has(right) ? '┃' : ' '}`;
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
