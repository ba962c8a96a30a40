/**
 * `roost join ID`: gives one member its keys, as a file, over ssh, or as a QR code; and at the other end
 * `roost join --accept`: takes them in.
 */

import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findMember } from '../../firmware/config/find-member.ts';
import {
  ADMINISTRATOR_ID,
  keyPath,
  soundKeyFile,
  writeNewSecret,
} from '../../firmware/config/key.ts';
import { formatKeyFile, parseKeyFile } from '../../firmware/config/key-text.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';
import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import {
  type Administrator,
  memberFile,
  openAdministrator,
  stillRevoked,
  withReadmitted,
} from '../../firmware/keys/administrator.ts';
import { masterPathBeside } from '../../firmware/keys/master.ts';
import { parseSshTarget, writeBySsh } from '../../firmware/keys/ssh.ts';
import { checkScope } from '../../firmware/keys/start-keys.ts';
import { replaceFile } from '../../firmware/store/replace-file.ts';
import { alone } from '../change-lock.ts';
import { EXIT, ExitError } from '../errors.ts';
import { quoted } from '../shell.ts';

export interface JoinOptions {
  readonly id?: string | undefined;
  readonly config: string;
  readonly set: readonly string[];
  /** A path, or `-` for stdout. */
  readonly out?: string;
  /** user@host[:path]. */
  readonly ssh?: string;
  readonly master?: string;
  readonly force?: boolean;
  /** Takes a revoked member in again. */
  readonly readmit?: boolean;
  /** A path, `-` for stdin, or true for stdin as well. */
  readonly accept?: string | true;
}

export async function run(options: JoinOptions): Promise<void> {
  const config = loadSwarm(options.config, { set: options.set });
  if (options.accept !== undefined) {
    await accept(config, options);
    return;
  }
  if (options.id === undefined) throw usage('say which member: roost join ID');
  if (options.out !== undefined && options.ssh !== undefined)
    throw usage('give the key in one way: --out or --ssh');
  const target = options.ssh === undefined ? null : parseSshTarget(options.ssh);
  if (options.ssh !== undefined && target === null)
    throw usage(`'${options.ssh}' is no address; write --ssh user@host or --ssh user@host:path`);
  const toTerminal = options.out === undefined && target === null;
  if (toTerminal && !process.stdout.isTTY)
    throw usage(
      'a key is shown on a terminal alone; write it with --out FILE, send it with --ssh user@host, ' +
        'or pipe it on with --out -',
    );
  const line = await lineFor(config, options.id, options);
  if (target !== null) await send(target, line, options);
  else if (options.out !== undefined) await write(options.out, line, options);
  else await show(options.id, line);
}

function usage(message: string): ExitError {
  return new ExitError(message, EXIT.usage);
}

/** The text of the member's key file. */
async function lineFor(config: SwarmConfig, id: string, options: JoinOptions): Promise<string> {
  const member = findMember(config, id);
  const administrator = openAdministrator(config, options.master ?? null);
  const revoked = stillRevoked(administrator.file, config.roster).includes(member);
  if (revoked && !options.readmit)
    throw new ExitError(
      `${id} was revoked; if it is a new robot of that name, or was found again: roost join ${id} --readmit`,
      EXIT.config,
    );
  if (!revoked && options.readmit) throw usage(`${id} was not revoked; leave out --readmit`);
  if (options.out !== undefined) refuseOverSecrets(options.out, administrator);
  if (revoked) await readmit(administrator, id);
  return formatKeyFile(memberFile(administrator, member));
}

async function readmit(administrator: Administrator, id: string): Promise<void> {
  await alone(administrator, () => administrator.save(withReadmitted(administrator.file, id)));
  process.stderr.write(
    `roost: the others hear ${id} again after the next change of key: type roost rotate when it runs\n`,
  );
}

/** Not even --force puts a member's key in the place of what nobody else has. */
function refuseOverSecrets(path: string, { path: own, masterPath }: Administrator): void {
  const isThat = (other: string) => existsSync(path) && placeOf(path) === placeOf(other);
  const what = isThat(own) ? "the swarm's own key" : isThat(masterPath) ? 'the master' : null;
  if (what === null) return;
  throw new ExitError(
    `${shownPath(path)}: that is ${what}, which is nowhere else; name another file`,
    EXIT.config,
  );
}

/** The file itself, whichever way it was written; a link stays a link. */
function placeOf(path: string): string {
  return join(realpathSync(dirname(path)), basename(path));
}

async function write(path: string, line: string, { force = false }: JoinOptions): Promise<void> {
  if (path === '-') {
    process.stdout.write(`${line}\n`);
    return;
  }
  await writeSecret(path, `${line}\n`, force);
  const others = statSync(path).mode & 0o077;
  const warning =
    others === 0 ? '' : '; its file system lets others read it, so remove it after use';
  process.stderr.write(`roost: wrote ${shownPath(path)}${warning}\n${nextStep(path)}`);
}

function nextStep(path: string): string {
  return `On the robot, beside its swarm file: roost join --accept ${quoted(basename(path))}\n`;
}

async function writeSecret(path: string, text: string, force: boolean): Promise<void> {
  if (force) {
    await replaceFile(dirname(path), basename(path), Buffer.from(text));
    return;
  }
  try {
    writeNewSecret(path, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new ExitError(
      `${shownPath(path)}: there is a file of that name; name another, or put this one in its place with --force`,
      EXIT.usage,
      { cause: error },
    );
  }
}

async function send(
  target: { readonly host: string; readonly path: string },
  line: string,
  { force = false }: JoinOptions,
): Promise<void> {
  const there = `${target.host}:${target.path}`;
  const result = await writeBySsh(target, `${line}\n`, { force });
  switch (result.end) {
    case 'written':
      process.stderr.write(`roost: wrote ${there}, mode 0600\n`);
      return;
    case 'exists':
      throw new ExitError(
        `${there}: there is a file of that name; name another path, or put this one in its place with --force`,
        EXIT.usage,
      );
    case 'unreachable':
      throw new ExitError(
        `${target.host} cannot be reached by ssh; try: ssh ${quoted(target.host)}`,
        EXIT.unreachable,
      );
    case 'failed':
      throw new ExitError(`${there}: ${result.what}; look at it with ssh`, EXIT.config);
  }
}

async function show(id: string, line: string): Promise<void> {
  const { qrPicture } = await import('../../firmware/keys/qr.ts');
  const picture = qrPicture(line);
  const { columns = 80 } = process.stdout;
  if (columns < picture.columns)
    throw usage(
      `this terminal has ${columns} columns, and the code needs ${picture.columns}: make it wider, or use --out`,
    );
  process.stderr.write(
    `This is the key of ${id}. Whoever sees it, or a picture of it, can speak as any member.\n` +
      'Scan it at the robot into: roost join --accept\n',
  );
  process.stdout.write(picture.text);
  process.stderr.write('Then clear the terminal and what can be scrolled back: clear\n');
}

/** The other end: from a text to the key file that the swarm file names. */
async function accept(config: SwarmConfig, options: JoinOptions): Promise<void> {
  if (options.out !== undefined || options.ssh !== undefined)
    throw usage('--accept takes a key in, so it goes with neither --out nor --ssh');
  if ('env' in config.key)
    throw new ExitError(
      `the swarm file takes the key from the environment (${config.key.env}), so there is no file to ` +
        'write; give it key: { file: ./swarm.key }',
      EXIT.config,
    );
  const from = options.accept === true ? '-' : options.accept!;
  const where = from === '-' ? 'stdin' : shownPath(from);
  const text = (from === '-' ? await firstLine() : readFileSync(from, 'latin1')).trim();
  const file = soundText(text, where);
  if (file.member === null)
    throw new ExitError(
      `${where}: this is the administrator's key file; a member's is made by roost join ID`,
      EXIT.config,
    );
  checkScope(file, config, where);
  findMember(config, file.member);
  if (options.id !== undefined && options.id !== file.member)
    throw new ExitError(`${where}: this key is for ${file.member}, not ${options.id}`, EXIT.config);
  const path = keyPath(config.key.file, file.member);
  refuseOverSwarmKey(path, config.key.file);
  await writeSecret(path, `${text}\n`, options.force ?? false);
  process.stderr.write(
    `roost: ${file.member} has its key in ${shownPath(path)}; if it runs, start it anew\n`,
  );
}

/** Not even --force puts a member's key in the place of the swarm's own, which nobody else has. */
function refuseOverSwarmKey(path: string, configured: string): void {
  if (path !== keyPath(configured, ADMINISTRATOR_ID)) return;
  const master = masterPathBeside(path);
  const why = existsSync(master) ? ` (${shownPath(master)} is here)` : '';
  if (why === '' && !isAdministrators(path)) return;
  throw new ExitError(
    `${shownPath(path)}: this is the administrator's machine${why}, and that is the ` +
      "swarm's own key; write key: { file: ./%id.key } to have members here as well",
    EXIT.config,
  );
}

/** Whether only the administrator's key file can be this one. */
function isAdministrators(path: string): boolean {
  if (!existsSync(path)) return false;
  const file = parseKeyFile(readFileSync(path, 'latin1'));
  return typeof file !== 'string' && file.member === null;
}

function soundText(text: string, where: string): ReturnType<typeof soundKeyFile> {
  if (text.startsWith('roost-key-')) return soundKeyFile(text, where);
  throw new ExitError(
    `${where}: this is no key of a member; it begins with roost-key-1, and roost join ID makes it`,
    EXIT.config,
  );
}

const LONGEST_LINE = 4096;

/** Of stdin: a scanner ends with Enter, a pipe with its end. */
async function firstLine(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('latin1')) {
    text += chunk as string;
    if (text.trimStart().includes('\n') || text.length > LONGEST_LINE) break;
  }
  return text.trimStart().split('\n')[0]!.slice(0, LONGEST_LINE);
}
