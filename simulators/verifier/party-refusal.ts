/** A request for options that a relying party does not answer; its name and kind are those of the error a judge expects. */
export class PartyRefusal extends Error {
  override readonly name = 'PartyError';
  readonly kind = 'unwilling';
}
