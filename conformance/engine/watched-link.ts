import type { CtapLink, ExchangeOptions } from '../../src/transport/ports.ts';
import type { Monitor } from './monitors.ts';

/** A link whose traffic is shown to the monitors and whose exchanges end (by CANCEL) when the run is aborted. */
export function watchedLink(link: CtapLink, monitor: Monitor, nowMs: () => number, signal?: AbortSignal): CtapLink {
  const withAbort = (options: ExchangeOptions): ExchangeOptions => {
    if (signal === undefined) return options;
    return { ...options, signal: options.signal === undefined ? signal : AbortSignal.any([options.signal, signal]) };
  };
  return {
    name: link.name,
    transport: link.transport,
    ctap2: async (request, options = {}) => {
      monitor.sent(request, nowMs());
      const answer = await link.ctap2(
        request,
        withAbort({
          ...options,
          onKeepalive: (status) => {
            monitor.keepalive(status, nowMs());
            options.onKeepalive?.(status);
          },
        }),
      );
      monitor.answered(request, answer, nowMs());
      return answer;
    },
    ctap1: (apdu, options = {}) => link.ctap1(apdu, withAbort(options)),
    reopen: () => link.reopen(),
    close: () => link.close(),
  };
}
