import { createServer, type Socket } from 'node:net';
import { BackendError, hostAndPort } from '../backend-error.ts';
import { listening, portOf } from '../tcp.ts';
import { UsbipConnection } from './connection.ts';
import { UsbKey, type UsbKeyOptions } from './usb-key.ts';

/** Keys and the address they are to be offered on. */
export interface UsbipServerOptions {
  /** Bus ids are 1-1, 1-2 and so on, in this order. */
  readonly keys: readonly UsbKeyOptions[];
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** 3240 unless given; 0 for any free one. */
  readonly port?: number;
  /** Called when a connection was ended for what it sent. */
  readonly onError?: (error: BackendError) => void;
}

/** Keys that are being offered. */
export interface UsbipServer {
  readonly host: string;
  readonly port: number;
  /** One a key, in order. */
  readonly busIds: readonly string[];
  /** Pulls the key: the host sees it go and may attach it again. */
  unplug(busId: string): void;
  /** Pulls every key and stops; resolves when the port is free again. */
  close(): Promise<void>;
}

/**
 * Offers keys as USB devices to `usbip attach` (USB/IP 1.1.1). Nonsense ends the connection (`bad-frame`). Rejects with
 * `BackendError` (`port-taken`, `port-forbidden`, `unavailable`).
 */
export async function serveUsbip(options: UsbipServerOptions): Promise<UsbipServer> {
  const { host = '127.0.0.1', port = 3240 } = options;
  const server = createServer({ noDelay: true });
  await listening(server, host, port, 'usbip');
  const bound = portOf(server) ?? port;
  const place = `usbip:${hostAndPort(host, bound)}`;
  const keys = options.keys.map((key, index) => new UsbKey(key, index + 1));
  const sockets = new Map<Socket, UsbipConnection>();
  server.on('connection', (socket) => {
    const connection = new UsbipConnection(keys, (bytes) => socket.write(bytes));
    sockets.set(socket, connection);
    socket.on('data', (chunk) => {
      const trouble = connection.receive(chunk);
      if (trouble === undefined) return;
      socket.destroy();
      options.onError?.(new BackendError('bad-frame', place, trouble));
    });
    // what ends the connection is told by `close`, which follows
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      connection.end();
    });
  });
  return {
    host,
    port: bound,
    busIds: keys.map(({ listed }) => listed.busId),
    unplug: (busId) => {
      for (const [socket, connection] of sockets) if (connection.busId === busId) socket.destroy();
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.keys()) socket.destroy();
      await closed;
      for (const key of keys) key.close();
    },
  };
}
