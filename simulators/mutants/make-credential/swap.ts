/** The status, or `to` in the place of `from`. */
export function swap<T extends number | undefined>(status: T, from: number, to: number): T | number {
  return status === from ? to : status;
}
