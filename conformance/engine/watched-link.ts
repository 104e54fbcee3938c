import type { CtapLink, ExchangeOptions } from '../../src/transport/ports.ts';
import type { Monitor } from './monitors.ts';

/** A link that knows since when the key owes an answer. */
export interface WatchedLink extends CtapLink {
  /** The time of the last answer, keepalive or request, whichever came last. */
  heardMs(): number;
}

/** A link whose traffic is shown to the monitors and whose exchanges end (by CANCEL) when the run is aborted. */
export function watchedLink(link: CtapLink, monitor: Monitor, nowMs: () => number, signal?: AbortSignal): WatchedLink {
  let heardMs = nowMs();
  const heard = <T>(answer: T): T => {
    heardMs = nowMs();
    return answer;
  };
  const withAbort = (options: ExchangeOptions): ExchangeOptions => {
    if (signal === undefined) return options;
    return { ...options, signal: options.signal === undefined ? signal : AbortSignal.any([options.signal, signal]) };
  };
  return {
    name: link.name,
    transport: link.transport,
    ctap2: async (request, options = {}) => {
      heardMs = nowMs();
      monitor.sent(request, heardMs);
      const answer = await link.ctap2(
        request,
        withAbort({
          ...options,
          onKeepalive: (status) => {
            heardMs = nowMs();
            monitor.keepalive(status, heardMs);
            options.onKeepalive?.(status);
          },
        }),
      );
      monitor.answered(request, answer, nowMs());
      return heard(answer);
    },
    ctap1: async (apdu, options = {}) => {
      heardMs = nowMs();
      return heard(await link.ctap1(apdu, withAbort(options)));
    },
    reopen: async () => heard(await link.reopen()),
    heardMs: () => heardMs,
    close: () => link.close(),
  };
}
