// The least a UDP device in node can do: what comes goes back to whom it came from. Prints its port.
import { createSocket } from 'node:dgram';

const socket = createSocket({ type: 'udp4', lookup: (address, _options, done) => done(null, address, 4) });
socket.on('message', (report, { port, address }) => socket.send(report, port, address));
socket.bind(0, '127.0.0.1', () => console.log(socket.address().port));
