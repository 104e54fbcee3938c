import type { Report } from './report.ts';

/** `report.json`: the report, indented, with a line feed at the end. */
export function toJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
