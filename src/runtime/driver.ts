/**
 * The one loop that drives a role, in the field and in the simulator: one input, one step, then all
 * of its outputs in order; then the next input, or the alarm for the next deadline.
 *
 * The loop also keeps the promise of the disk: a frame that rests on state waits until that state is
 * saved, and nothing at all is sent under a boot number that is not on disk yet (S5).
 */
import type { Durable } from '../protocol/durable.ts';
import type { Message } from '../protocol/message.ts';
import type { MemberIndex, Roster } from '../protocol/roster.ts';
import type { Role, RoleInput, RoleOutput } from '../roles/role.ts';
import type { Crypto } from '../wire/crypto.ts';
import type { Link, Received } from '../wire/link.ts';
import { encodeDurable } from './durable-file.ts';
import type { Alarm, Body, Clock, PadBody, Radio, Store } from './ports.ts';
import type { TraceEvent } from './trace.ts';

export interface DriverPorts {
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly store: Store;
  readonly crypto: Crypto;
  readonly radio: Radio;
  readonly link: Link;
  /** The robot's body or the pad's; the role commands the one that it has. */
  readonly body: Body | PadBody;
}

/** What the loop tells its owner. */
export interface DriverListener {
  onEvent(event: TraceEvent): void;
  /** The answer to a command, or null when it was carried out. */
  onReply(ticket: number, error: string | null): void;
  /** The role has stopped in order; `again`: it is to be started anew, under a new boot number. */
  onFinished(again: boolean): void;
  /** Another process speaks as this member; it must not go on. */
  onTwin(reason: string): void;
}

export interface DriverOptions {
  readonly self: MemberIndex;
  readonly roster: Roster;
  /** Tell of each frame that is sent, heard or dropped. */
  readonly traceFrames: boolean;
}

interface Outgoing {
  readonly message: Message;
  readonly air: boolean;
  readonly self: boolean;
  /** The save that must be done before. */
  readonly needs: number;
}

/** Frames that wait for the disk; a disk that takes longer than this many costs the oldest. */
const MAX_WAITING = 64;

/** Counts of frames, for health and reports. */
export interface FrameCounts {
  readonly sent: Record<string, number>;
  readonly heard: Record<string, number>;
  readonly dropped: Record<string, number>;
}

export class Driver {
  readonly counts: FrameCounts = { sent: {}, heard: {}, dropped: {} };
  private readonly role: Role;
  private readonly ports: DriverPorts;
  private readonly listener: DriverListener;
  private readonly options: DriverOptions;
  private readonly inputs: RoleInput[] = [];
  private waiting: Outgoing[] = [];
  private draining = false;
  private started = false;
  /** The boot has used up its sequence numbers, and is ending for that reason. */
  private renewing = false;
  private closed = false;
  private boot = 0;
  /** Saves that were asked for, and how many of them are done. */
  private saves = 0;
  private saved = 0;
  /** The save that put the present boot number on disk. */
  private bootSave = 0;

  constructor(role: Role, ports: DriverPorts, listener: DriverListener, options: DriverOptions) {
    this.role = role;
    this.ports = ports;
    this.listener = listener;
    this.options = options;
  }

  /** The boot number that frames are sent under; 0 before the start. */
  get bootNumber(): number {
    return this.boot;
  }

  /**
   * Gives the role an input, and carries out what follows before it returns. Nothing is heard or done
   * before `start`: until then there is no boot number to speak under.
   */
  feed(input: RoleInput): void {
    if (input.type === 'start') this.started = true;
    if (!this.started && input.type === 'command')
      this.listener.onReply(input.ticket, 'the member is still starting');
    if (this.closed || !this.started) return;
    this.inputs.push(input);
    this.drain();
  }

  /** A frame from the medium, as it came. */
  hear(bytes: Uint8Array): void {
    if (this.closed || !this.started) return;
    this.take(this.ports.link.receive(bytes), bytes.length);
  }

  /** What the link made of a frame of `bytes` length. */
  take(received: Received, bytes: number): void {
    switch (received.type) {
      case 'drop':
        this.drop(received.reason, bytes);
        return;
      case 'stranger':
        this.drop('unproven', bytes);
        this.feed(received);
        return;
      case 'message': {
        const { kind } = received.message;
        count(this.counts.heard, kind);
        if (this.options.traceFrames)
          this.listener.onEvent({ event: 'rx', kind, bytes, from: received.from });
        this.feed(received);
        return;
      }
      default:
        this.feed(received);
    }
  }

  /** Nothing is stepped or sent any more. */
  close(): void {
    this.closed = true;
    this.ports.alarm.set(null);
  }

  /** Counts what was dropped. */
  drop(reason: string, bytes: number): void {
    count(this.counts.dropped, reason);
    if (this.options.traceFrames && reason !== 'echo')
      this.listener.onEvent({ event: 'drop', reason, bytes });
  }

  private drain(): void {
    if (this.draining) return;
    this.draining = true;
    try {
      for (let input = this.inputs.shift(); input && !this.closed; input = this.inputs.shift()) {
        const outputs = this.role.step(input, this.ports.clock.nowMs());
        for (const output of outputs) this.carryOut(output);
      }
    } finally {
      this.draining = false;
    }
    if (!this.closed) this.ports.alarm.set(this.role.nextDeadlineMs());
  }

  private carryOut(output: RoleOutput): void {
    switch (output.do) {
      case 'send':
        this.send({
          message: output.message,
          air: output.air,
          self: output.self,
          needs: output.durable ? this.saves : 0,
        });
        break;
      case 'persist':
        this.persist(output.durable);
        break;
      case 'event':
      case 'role-event':
        this.listener.onEvent(output.event);
        break;
      case 'prove':
        this.ports.link.prove(output.peer, output.boot, output.sequence);
        break;
      case 'reboot':
        this.startBoot(output.boot);
        break;
      case 'twin':
        this.listener.onTwin(output.reason);
        break;
      case 'body':
        (this.ports.body as Body).command(output.command);
        break;
      case 'pad-body':
        (this.ports.body as PadBody).command(output.command);
        break;
      case 'reply':
        this.listener.onReply(output.ticket, output.error);
        break;
      case 'finished':
        this.listener.onFinished(this.renewing);
        break;
    }
  }

  private persist(durable: Durable): void {
    this.saves += 1;
    const save = this.saves;
    if (durable.boot !== this.boot) this.startBoot(durable.boot);
    this.ports.store.save(encodeDurable(this.ports.crypto, durable)).then(
      () => {
        this.saved = Math.max(this.saved, save);
        this.sendWaiting();
      },
      // The store has told its owner why; what rests on this save is never sent.
      () => {},
    );
  }

  private startBoot(boot: number): void {
    if (boot === this.boot) return;
    this.boot = boot;
    this.bootSave = this.saves;
    this.ports.link.startBoot(boot);
  }

  private send(outgoing: Outgoing): void {
    if (this.isReady(outgoing)) {
      this.transmit(outgoing);
      return;
    }
    this.waiting.push(outgoing);
    if (this.waiting.length > MAX_WAITING) this.waiting.shift();
  }

  private sendWaiting(): void {
    if (this.closed) return;
    const ready = this.waiting.filter((outgoing) => this.isReady(outgoing));
    this.waiting = this.waiting.filter((outgoing) => !this.isReady(outgoing));
    for (const outgoing of ready) this.transmit(outgoing);
    this.drain();
  }

  /** What it rests on is on disk, and so is the boot number that it goes out under. */
  private isReady(outgoing: Outgoing): boolean {
    return Math.max(outgoing.needs, this.bootSave) <= this.saved;
  }

  private transmit({ message, air, self }: Outgoing): void {
    const { link, radio } = this.ports;
    if (air) {
      const frame = link.seal(message);
      if (frame) {
        count(this.counts.sent, message.kind);
        radio.send(frame);
        if (this.options.traceFrames)
          this.listener.onEvent({ event: 'tx', kind: message.kind, bytes: frame.length });
      } else this.drop(link.exhausted ? 'sequence-exhausted' : 'oversized', 0);
      if (link.nearlyExhausted && !this.renewing) {
        this.renewing = true;
        this.inputs.push({ type: 'stop', reason: 'sequence numbers used up', now: false });
      }
    }
    if (!self) return;
    const from = this.options.self;
    this.inputs.push({
      type: 'message',
      from,
      boot: this.boot,
      sequence: 0,
      message,
      proven: true,
    });
  }
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
