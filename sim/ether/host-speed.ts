/** Which speed a program has set on its end of a pty: a pty carries bytes at any speed, but remembers it. */
import { execFile } from 'node:child_process';

const LOOK_MS = 2000;

/**
 * Bits a second, by `stty`; null when it cannot be told. That is so for a program that has locked the port,
 * unless the ether runs as root: nobody else may open a locked terminal. It is so, too, for a program that is
 * just setting its port up, which shows a speed of 0, and for speeds that only a UART has.
 */
export function hostSpeed(device: string): Promise<number | null> {
  return new Promise((resolve) => {
    execFile('stty', ['-F', device, 'speed'], { timeout: LOOK_MS }, (error, stdout) => {
      const text = stdout.trim();
      resolve(error === null && /^[1-9]\d*$/.test(text) ? Number(text) : null);
    });
  });
}
