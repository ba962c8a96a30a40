/**
 * A key to another machine through the system's ssh.
 *
 * The key goes through the standard input, since a command line can be read by everybody on either machine.
 * The other end says which mode and which hash the file has, so that it is known to have arrived whole.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';

export interface SshTarget {
  /** `user@host`, `host`, or a name of ~/.ssh/config. */
  readonly host: string;
  /** From the home folder there, unless it begins with a slash. */
  readonly path: string;
}

/** Where a key goes unless another path is given. */
export const DEFAULT_PATH = 'swarm.key';

export type SshEnd =
  | { readonly end: 'written' }
  /** There is a file of that name; it was left alone. */
  | { readonly end: 'exists' }
  /** No connection; ssh has said why on stderr. */
  | { readonly end: 'unreachable' }
  /** `what` went wrong, and how to go on. */
  | { readonly end: 'failed'; readonly what: string };

/** `user@host[:path]`; null for what is none. */
export function parseSshTarget(text: string): SshTarget | null {
  // As for scp: no shell there makes a home folder of a quoted tilde.
  const match = /^([A-Za-z0-9_][\w.@%+-]*)(?::(?:~\/)?(.+))?$/.exec(text);
  if (match?.[2] === '~/') return null;
  return match ? { host: match[1]!, path: match[2] ?? DEFAULT_PATH } : null;
}

/** Without single quotes, so that any shell there can hand it to sh. $1: path, $2: `force` or nothing. */
const SCRIPT = [
  'umask 077',
  'if [ -e "$1" ] && [ "$2" != force ]; then echo exists; exit 0; fi',
  'rm -f "$1.part"',
  'cat > "$1.part" && sync && mv -f "$1.part" "$1" || { rm -f "$1.part"; exit 1; }',
  'ls -ld "$1" | cut -c1-10',
  'sha256sum "$1" | cut -c1-64',
].join('\n');

/** Writes `text` there, of mode 0600. `program`: another ssh, for tests. Never rejects. */
export async function writeBySsh(
  { host, path }: SshTarget,
  text: string,
  options: { readonly force: boolean; readonly program?: string },
): Promise<SshEnd> {
  const words = ['sh', '-c', SCRIPT, 'roost', path, options.force ? 'force' : ''];
  const command = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const { code, stdout, trouble } = await run(
    options.program ?? 'ssh',
    ['--', host, command],
    text,
  );
  if (trouble !== null) return { end: 'failed', what: `ssh cannot be run: ${trouble}` };
  if (code === 255) return { end: 'unreachable' };
  if (code !== 0) return { end: 'failed', what: `${path} cannot be written there` };
  if (stdout.trim() === 'exists') return { end: 'exists' };
  const [mode, hash] = stdout.trim().split('\n').slice(-2);
  if (hash !== createHash('sha256').update(text).digest('hex'))
    return { end: 'failed', what: `${path} is not there as it was sent` };
  if (mode !== '-rw-------')
    return { end: 'failed', what: `${path} is there with mode ${mode}, so others may read it` };
  return { end: 'written' };
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly trouble: string | null;
}

function run(program: string, args: readonly string[], input: string): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout = (stdout + chunk).slice(-1000);
    });
    child.once('error', ({ message }) => resolve({ code: null, stdout, trouble: message }));
    child.once('close', (code) => resolve({ code, stdout, trouble: null }));
    child.stdin.on('error', () => {}); // whoever does not read it tells so by its exit code
    child.stdin.end(input);
  });
}
