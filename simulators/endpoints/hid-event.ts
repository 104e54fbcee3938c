/** What happened at a key's USB side, for those who want to see it. Facts, in the past tense. */
export interface HidEvent {
  readonly kind:
    | 'channel-opened'
    | 'resynchronised'
    | 'winked'
    | 'locked'
    | 'unlocked'
    | 'began'
    | 'answered'
    | 'cancelled'
    | 'aborted'
    | 'timed-out'
    | 'refused'
    | 'power-cycled';
  readonly channel: number;
  readonly nowMs: number;
  /** The command for `began` and `answered`, the error code for `refused`, the seconds for `locked`. */
  readonly detail?: number;
}
