/** A connection to a broker that only notes what it is given, and answers commands when asked to. */
import type { Command, CommandOutcome, Verb } from '../../../firmware/telemetry/command.ts';
import type { Telemetry, TelemetryOptions } from '../../../firmware/telemetry/telemetry.ts';

export class FakeTelemetry implements Telemetry {
  readonly options: TelemetryOptions;
  readonly states: Record<string, unknown>[] = [];
  readonly events: Record<string, unknown>[] = [];
  isOpen = true;
  /** Lets `close` come to its end. */
  leave: () => void = () => {};

  constructor(options: TelemetryOptions) {
    this.options = options;
  }

  state(state: object): void {
    this.states.push(state as Record<string, unknown>);
  }

  event(event: object): void {
    this.events.push(event as Record<string, unknown>);
  }

  close(): Promise<void> {
    this.isOpen = false;
    return new Promise((resolve) => {
      this.leave = resolve;
    });
  }

  command(verb: Verb, more: Partial<Command> = {}): Promise<CommandOutcome> {
    const nobody = { pad: null, reason: null, by: null, transaction: null };
    return Promise.resolve(this.options.onCommand({ verb, ...nobody, ...more }));
  }
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
