import { BUCKETS, type FleetCounts, type FleetOrder } from './fleet-order.ts';

/** One verifier's fleet over its years. */
export interface FleetCurve {
  readonly verifier: string;
  /** Share of logins that the first code made, in each sixtieth of the time, 0 to 1. */
  readonly first: readonly number[];
  /** Share that one of two codes made. */
  readonly signedIn: readonly number[];
  readonly logins: number;
  readonly refused: number;
}

/** The curves of a fleet. */
export function curvesOf(order: FleetOrder, counts: FleetCounts): FleetCurve[] {
  return order.verifiers.map((verifier, which) => {
    const first = counts.first[which]!;
    const second = counts.second[which]!;
    const refused = counts.refused[which]!;
    const share = (made: (bucket: number) => number): number[] =>
      Array.from({ length: BUCKETS }, (_one, bucket) => {
        const all = first[bucket]! + second[bucket]! + refused[bucket]!;
        return all === 0 ? Number.NaN : made(bucket) / all;
      });
    const sum = (row: Float64Array): number => row.reduce((total, count) => total + count, 0);
    return {
      verifier,
      first: share((bucket) => first[bucket]!),
      signedIn: share((bucket) => first[bucket]! + second[bucket]!),
      logins: sum(first) + sum(second) + sum(refused),
      refused: sum(refused),
    };
  });
}

/** The years at the end of each bucket. */
export function yearsOf(order: FleetOrder): number[] {
  return Array.from({ length: BUCKETS }, (_one, bucket) => (order.years * (bucket + 1)) / BUCKETS);
}

/** A line for each verifier and span of time. */
export function fleetCsv(order: FleetOrder, curves: readonly FleetCurve[]): string {
  const years = yearsOf(order);
  const lines = curves.flatMap(({ verifier, first, signedIn }) =>
    years.map(
      (year, bucket) => `${verifier},${year.toFixed(4)},${number(first[bucket]!)},${number(signedIn[bucket]!)}`,
    ),
  );
  return `verifier,years,first code,one of two codes\n${lines.join('\n')}\n`;
}

/** Shares at the ends of years, for people. */
export function fleetTable(order: FleetOrder, curves: readonly FleetCurve[]): string[][] {
  const marks = [0.1, 0.2, 0.4, 0.6, 0.8, 1].map((part) => Math.round(part * BUCKETS) - 1);
  const years = yearsOf(order);
  return [
    ['verifier', ...marks.map((bucket) => `${years[bucket]!.toFixed(1)} years`), 'refused'],
    ...curves.map(({ verifier, signedIn, refused, logins }) => [
      verifier,
      ...marks.map((bucket) => percent(signedIn[bucket]!)),
      percent(logins === 0 ? 0 : refused / logins),
    ]),
  ];
}

/** Colours that people who see no red or green tell apart, on white and on black (after Okabe and Ito). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#999933', '#882255'];
const WIDTH = 860;
const HEIGHT = 420;
const LEFT = 56;
const TOP = 16;
const RIGHT = 130;
const BOTTOM = 44;

/** A page of its own: the order, a chart and a table, without anything from elsewhere. */
export function fleetHtml(order: FleetOrder, curves: readonly FleetCurve[]): string {
  const rows = fleetTable(order, curves);
  const cells = (row: readonly string[], tag: string): string =>
    row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('');
  const facts = [
    `${order.tokens.toLocaleString('en')} tokens, ${order.years} years, ${order.habit} logins`,
    `rates of ±${order.ppmSpread} ppm, clocks of ±${order.skewSpreadSeconds} s at activation (standard deviations)`,
    `a yearly swing of ±${order.temperatureSwingC} °C, steps of ${order.periodSeconds} s, seed ${order.seed}`,
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A fleet of tokens</title>
<style>
:root { color-scheme: light dark; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 900px; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } p { margin: 0; opacity: .8; }
svg { width: 100%; height: auto; margin: 1.25rem 0; } svg text { fill: currentColor; font: 12px system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; }
</style></head><body>
<h1>Which share still signs in</h1>
${facts.map((fact) => `<p>${escaped(fact)}</p>`).join('\n')}
${chart(order, curves)}
<table><thead><tr>${cells(rows[0]!, 'th')}</tr></thead><tbody>
${rows
  .slice(1)
  .map((row) => `<tr>${cells(row, 'td')}</tr>`)
  .join('\n')}
</tbody></table>
<p style="margin-top:1rem">Signed in: by the first code, or by the next one after it was refused. Refused: by neither, of all logins.</p>
</body></html>
`;
}

function chart(order: FleetOrder, curves: readonly FleetCurve[]): string {
  const x = (years: number): number => LEFT + (years / order.years) * (WIDTH - LEFT - RIGHT);
  const y = (share: number): number => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  const years = yearsOf(order);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(share)}" y2="${y(share)}" stroke="currentColor" stroke-opacity=".2"/><text x="${LEFT - 8}" y="${y(share) + 4}" text-anchor="end">${share * 100} %</text>`,
  );
  const marks = Array.from({ length: 6 }, (_one, at) => (order.years * at) / 5);
  const axis = marks.map(
    (mark) => `<text x="${x(mark)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${round(mark)}</text>`,
  );
  const ends = spread(curves.map(({ signedIn }) => y(signedIn.findLast((share) => !Number.isNaN(share)) ?? 0)));
  const lines = curves.map(({ verifier, signedIn }, at) => {
    const points = signedIn
      .map((share, bucket) => (Number.isNaN(share) ? '' : `${x(years[bucket]!).toFixed(1)},${y(share).toFixed(1)}`))
      .filter((point) => point !== '');
    const colour = colours[at % colours.length]!;
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(' ')}"/><text x="${WIDTH - RIGHT + 10}" y="${ends[at]! + 4}" style="fill:${colour}">${escaped(verifier)}</text>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="share of logins that succeed, over the years">
${grid.join('\n')}
${axis.join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">years</text>
${lines.join('\n')}
</svg>`;
}

/** Heights of labels, moved apart where they would lie on one another. */
function spread(heights: readonly number[]): number[] {
  const LINE = 15;
  const order = heights.map((height, at) => ({ height, at })).sort((one, other) => one.height - other.height);
  let floor = Number.NEGATIVE_INFINITY;
  const moved: number[] = [];
  for (const { height, at } of order) {
    floor = Math.max(height, floor + LINE);
    moved[at] = floor;
  }
  const over = floor - (HEIGHT - BOTTOM);
  return over > 0 ? moved.map((height) => height - over) : moved;
}

function round(value: number): string {
  return `${Math.round(value * 100) / 100}`;
}

function percent(share: number): string {
  return Number.isNaN(share) ? '-' : `${(share * 100).toFixed(share > 0.9995 && share < 1 ? 2 : 1)} %`;
}

function number(share: number): string {
  return Number.isNaN(share) ? '' : share.toFixed(6);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
