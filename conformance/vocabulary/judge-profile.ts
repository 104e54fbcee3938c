import type { GetInfo } from '../../src/ctap2/get-info.ts';

/** What a run asks of a key: which rules are judged, and which features a key must have besides. */
export interface JudgeProfile {
  /** `ctap-2.1`. */
  readonly id: string;
  readonly title: string;
  /** What meeting it means, one sentence. */
  readonly says: string;
  /** Globs over rule ids: the rules that are judged. */
  readonly includes: readonly string[];
  /** Globs over rule ids that are left out again. */
  readonly excludes?: readonly string[];
  readonly requires: readonly Requirement[];
}

/** A feature that a profile requires. */
export interface Requirement {
  readonly feature: string;
  /** `true` when getInfo shows the feature; otherwise what is missing. */
  readonly test: (info: GetInfo) => true | string;
  /** Globs over the ids of the rules that judge the feature: none may be violated, one at least must be upheld. */
  readonly rules: readonly string[];
}
