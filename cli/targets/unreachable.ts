import { TransportError } from '../../src/errors/transport-error.ts';
import { BrokenError } from '../exit-code.ts';

/** A key that could not be reached over the net, as the user is told; other errors as they are. */
export function unreachable(
  { uri, host, port }: { readonly uri: string; readonly host: string; readonly port: number },
  error: unknown,
): unknown {
  if (!(error instanceof TransportError)) return error;
  if (error.reason === 'silence' || error.reason === 'refused') {
    return new BrokenError(`${uri}: nobody answers on ${host} port ${port}`, { cause: error });
  }
  return new BrokenError(error.message, { cause: error });
}
