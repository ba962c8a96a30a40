/** Commands that are typed while something runs. */
import { createInterface } from 'node:readline';

/**
 * Lines of standard input are commands; its end ends nothing. They are obeyed one after the other, so that answers come
 * in the order of the commands, until `obey` says that it goes no further; then `onQuit` is called.
 */
export function takeCommands(obey: (line: string) => Promise<boolean>, onQuit: () => void): void {
  const lines = createInterface({ input: process.stdin, terminal: false });
  let done = Promise.resolve(true);
  lines.on('line', (text) => {
    done = done.then((goesOn) => goesOn && obey(text));
    void done.then((goesOn) => {
      if (!goesOn) onQuit();
    });
  });
}
