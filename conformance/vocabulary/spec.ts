/** A clause of a standard: which document with its version, which section, which step. */
export interface SpecReference {
  readonly document: string;
  readonly section: string;
  readonly step?: string;
}
