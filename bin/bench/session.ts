/**
 * What is typed at a bench, one command after the other. Only `stop` waits for nobody: it switches everything off in
 * the middle of whatever goes on.
 */

import { BoardAway } from '../../hardware/bench/board-hold.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { carryOut } from './carry-out.ts';
import type { Ground } from './ground.ts';
import { LineQueue } from './line-queue.ts';
import { parseBench } from './parse.ts';
import { failed, type Outcome, type Talk } from './talk.ts';

export interface SessionTalk extends Omit<Talk, 'ask'> {
  /** What was asked, before the answer is awaited; null when it has come. */
  question(text: string | null): void;
  /** The end of a command that did not do what it should. */
  failed(text: string): void;
}

export class Session {
  private readonly ground: Ground;
  private readonly talk: SessionTalk;
  private readonly lines = new LineQueue();
  private stopped = false;

  constructor(ground: Omit<Ground, 'talk' | 'isStopped'>, talk: SessionTalk) {
    this.talk = talk;
    this.ground = {
      ...ground,
      talk: {
        say: (text) => talk.say(text),
        show: (readings) => talk.show(readings),
        ask: (question) => this.ask(question),
      },
      isStopped: () => this.stopped,
    };
  }

  type(line: string): void {
    if (line.trim() === 'stop') this.stop();
    else this.lines.push(line);
  }

  /** Whatever was typed is still carried out. */
  end(): void {
    this.lines.end();
  }

  stop(): void {
    this.stopped = true;
    this.lines.clear();
    const { bench } = this.ground;
    try {
      if (bench.role === 'robot') bench.stop();
      else bench.openRelay();
      this.talk.say('stopped, everything off');
    } catch (error) {
      if (!(error instanceof BoardAway)) throw error;
      this.talk.failed(error.message);
    }
  }

  /** Until `quit` or the end of the lines; the code of the first command that failed. */
  async run(): Promise<ExitCode> {
    let code: ExitCode = EXIT.done;
    for (;;) {
      const line = await this.lines.next();
      if (line === null || line.trim() === 'quit' || line.trim() === 'exit') return code;
      if (line.trim() === '') continue;
      const outcome = await this.one(line);
      if (outcome.ok) continue;
      this.talk.failed(outcome.text);
      if (code === EXIT.done) code = outcome.code;
    }
  }

  /** One command, from a line. */
  one(line: string): Promise<Outcome> {
    this.stopped = false;
    const command = parseBench(line, this.ground.bench.role);
    if (command.do === 'none') return Promise.resolve(failed(command.wrong, EXIT.usage));
    if (command.do === 'stop' || command.do === 'quit')
      return Promise.resolve(failed('everything is off', EXIT.usage));
    return carryOut(command, this.ground);
  }

  private async ask(question: string): Promise<string> {
    this.talk.question(question);
    const answer = await this.lines.next();
    this.talk.question(null);
    return answer ?? '';
  }
}
