/** A target as the user wrote it, taken apart. */
export type Target = SimFido2Target | UdpTarget;

/** The simulated key, in process. */
export interface SimFido2Target {
  readonly kind: 'sim-fido2';
  readonly uri: string;
  readonly profile: string | undefined;
  readonly faults: readonly string[];
  /** The key's own seed; without it the key draws from the seed of the run. */
  readonly seed: number | undefined;
}

/** A key that speaks CTAPHID reports in datagrams. */
export interface UdpTarget {
  readonly kind: 'udp';
  readonly uri: string;
  readonly host: string;
  readonly port: number;
  /** The port we bind, for keys that answer to a fixed one. */
  readonly local: number | undefined;
}
