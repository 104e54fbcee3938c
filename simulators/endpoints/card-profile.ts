/** How a key's card side is made: data that honest keys differ in. */
export interface CardProfile {
  /** Whether extended APDUs are taken; short ones always are. */
  readonly form: 'short' | 'extended';
  /** Most answer bytes in one short response; the rest waits for GET RESPONSE. 1 to 256. */
  readonly chunkLength: number;
  /** Whether waits are told with 9100 and polled with NFCCTAP_GETRESPONSE. Without, the card holds its answer back. */
  readonly nfcctapGetResponse: boolean;
  /** GET RESPONSE with an Le above what is left answers 6Cxx (T=0 manners) instead of what is left. */
  readonly insistsOnLe: boolean;
  /** Largest CTAP message taken, in bytes. */
  readonly maxMessage: number;
  /** How often a card that holds its answer back looks at the person. */
  readonly pollMs: number;
}

/** A card with short and extended APDUs that tells its waits. */
export const defaultCardProfile: CardProfile = {
  form: 'extended',
  chunkLength: 256,
  nfcctapGetResponse: true,
  insistsOnLe: false,
  maxMessage: 7609,
  pollMs: 75,
};

/** The default profile with changes. Throws `RangeError` naming the member that is out of range. */
export function cardProfile(changes: Partial<CardProfile> = {}): CardProfile {
  const profile = { ...defaultCardProfile, ...changes };
  const check = (member: string, value: number, least: number, most: number): void => {
    if (!(Number.isInteger(value) && value >= least && value <= most)) {
      throw new RangeError(`cardProfile.${member}: expected an integer from ${least} to ${most}, received ${value}`);
    }
  };
  check('chunkLength', profile.chunkLength, 1, 256);
  check('maxMessage', profile.maxMessage, 1, 0xffff);
  check('pollMs', profile.pollMs, 1, 1000);
  return profile;
}
