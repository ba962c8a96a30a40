/**
 * Reads a port so that an unplug ends it.
 *
 * A port that has been unplugged gives zero bytes at each read. The package serialport takes that for
 * nothing yet and asks again at once, without end, until the memory is used up
 * (github.com/serialport/bindings-cpp, issue 162). So an open port gets another read from here.
 */

import { read } from 'node:fs';

/** What an open port of the package has on Linux and macOS. */
interface UnixPort {
  fd: number | null;
  readonly poller: {
    once(event: 'readable', act: (error: Error | null) => void): unknown;
  };
  read(buffer: Buffer, offset: number, length: number): Promise<Read>;
}

interface Read {
  buffer: Buffer;
  bytesRead: number;
}

/** Not an error to the package: the port was closed by us. */
class PortClosed extends Error {
  readonly canceled = true;
}

/** Nothing to read just now. */
const LATER = ['EAGAIN', 'EWOULDBLOCK', 'EINTR'];

/** To be called before the first read. Where the system is another one, nothing is changed. */
export function endReadsOnHangUp(port: object | undefined): void {
  if (port === undefined || !isUnixPort(port)) return;
  port.read = async (buffer, offset, length) => {
    for (;;) {
      const bytesRead = await readOnce(port, buffer, offset, length);
      if (bytesRead === 0) throw new Error('the port has hung up');
      if (bytesRead !== null) return { buffer, bytesRead };
      await readable(port);
    }
  };
}

function isUnixPort(port: object): port is UnixPort {
  return 'fd' in port && 'poller' in port && 'read' in port;
}

/** How many bytes came; null for none yet, zero for none ever. */
function readOnce(
  { fd }: UnixPort,
  buffer: Buffer,
  offset: number,
  length: number,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    if (fd === null) {
      reject(new PortClosed('the port is closed'));
      return;
    }
    read(fd, buffer, offset, length, null, (error, bytesRead) => {
      if (error === null) resolve(bytesRead);
      else if (LATER.includes(error.code ?? '')) resolve(null);
      else reject(error);
    });
  });
}

/** Rejects when the port is closed, or the system says that it is gone. */
function readable({ fd, poller }: UnixPort): Promise<void> {
  return new Promise((resolve, reject) => {
    if (fd === null) reject(new PortClosed('the port is closed'));
    else poller.once('readable', (error) => (error === null ? resolve() : reject(error)));
  });
}
