/** `roost robot ID` and `roost pad ID`: the firmware of one member, until it is told to stop. */

import { findMember } from '../../firmware/config/find-member.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import { createLog } from '../../firmware/log.ts';
import { type MemberEnd, type RunningMember, startMember } from '../../firmware/member.ts';
import type { ListenAddress } from '../../firmware/metrics.ts';
import { IdentityTaken } from '../../firmware/store/identity-lock.ts';
import { EXIT, ExitError } from '../errors.ts';
import { version } from '../manifest.ts';
import { needTrace } from '../trace-options.ts';

export interface MemberCommand {
  readonly role: 'robot' | 'pad';
  readonly id: string;
  readonly config: string;
  readonly set: readonly string[];
  readonly trace?: string | undefined;
  readonly traceFrames?: boolean | undefined;
  readonly metrics?: ListenAddress | undefined;
  readonly logLevel: string;
}

export async function run(command: MemberCommand): Promise<void> {
  needTrace(command);
  const config = loadSwarm(command.config, { set: command.set });
  const self = findMember(config, command.id, command.role);
  if (
    command.role === 'pad' &&
    config.roster.pads[self - config.roster.robots.length]!.guard === 'robots'
  )
    throw new ExitError(
      `pad ${command.id} is guarded by the robots: it has no controller to run; start the robots, ` +
        'or set its guard to controller in the swarm file',
      EXIT.config,
    );
  const log = createLog({ member: command.id, level: command.logLevel });
  let member: RunningMember | null = null;
  let told: string | null = null;
  const stop = (reason: string): void => {
    told = reason;
    member?.stop(reason);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  // Started by the demo: ends with it, whatever its end.
  process.on('disconnect', () => stop('the parent process ended'));

  for (;;) {
    const stopped = Promise.withResolvers<MemberEnd>();
    member = await startMember({
      config,
      self,
      log,
      version,
      trace: command.trace ?? null,
      traceFrames: command.traceFrames ?? false,
      metrics: command.metrics ?? null,
      onStopped: stopped.resolve,
    }).catch((error: unknown) => {
      throw error instanceof IdentityTaken ? new ExitError(error.message, EXIT.config) : error;
    });
    if (told !== null) member.stop(told);
    const end = await stopped.promise;
    if (end.how === 'twin')
      throw new ExitError(
        `${command.id} runs elsewhere: ${end.reason}; stop one of the two, or give this one ` +
          'another id',
        EXIT.config,
      );
    if (end.how === 'in-order' || told !== null) process.exit(EXIT.done);
  }
}
