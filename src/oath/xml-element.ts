/** An element. Text and children are kept apart: no format that is read here mixes them. */
export interface XmlElement {
  /** The URI; empty where none is bound. */
  readonly namespace: string;
  readonly name: string;
  /** By `name`, or `{URI}name` for those with a prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly within, in one piece. */
  readonly text: string;
  /** Where its tag begins in the text. */
  readonly offset: number;
}
