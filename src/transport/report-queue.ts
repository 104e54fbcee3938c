/** Reports that came and were not read yet, oldest first. */
export class ReportQueue {
  #reports: Uint8Array[] = [];
  #next = 0;

  push(report: Uint8Array): void {
    this.#reports.push(report);
  }

  /** Takes the oldest report. */
  shift(): Uint8Array | undefined {
    if (this.#next === this.#reports.length) return undefined;
    const report = this.#reports[this.#next];
    this.#next += 1;
    if (this.#next === this.#reports.length) this.clear();
    return report;
  }

  /** Forgets all reports. */
  clear(): void {
    this.#reports = [];
    this.#next = 0;
  }
}
