/**
 * The one loop that drives a role, in the field and in the simulator: one input, one step, then all
 * of its outputs in order; then the next input, or the alarm for the next deadline.
 *
 * The loop also keeps the promise of the disk: a frame that rests on state waits until that state is
 * saved, and nothing at all is sent under a boot number that is not on disk yet (S5).
 *
 * What comes in while a step's outputs are carried out waits until what the step said to its own
 * member is done, too. So what a member does follows from its inputs and their order alone.
 */
import type { Durable } from '../protocol/durable.ts';
import type { Message } from '../protocol/message.ts';
import type { MemberIndex, Roster } from '../protocol/roster.ts';
import type { Role, RoleInput, RoleOutput } from '../roles/role.ts';
import type { Aside, AsideKind } from '../wire/aside.ts';
import type { Crypto } from '../wire/crypto.ts';
import type { Frame } from '../wire/frame.ts';
import type { Link, Received } from '../wire/link.ts';
import { encodeDurable } from './durable-file.ts';
import type { Health } from './health.ts';
import type { Life } from './life.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import type { Alarm, Body, Clock, PadBody, Radio, Store } from './ports.ts';
import { Recorder } from './recorder.ts';
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
  /** A member said something beside the protocol, in its boot. */
  onAside(from: MemberIndex, aside: Aside, boot: number): void;
  /** A frame of the protocol came from a member that is alive now. */
  onHeard?(from: MemberIndex): void;
  /** Another process speaks as this member; it must not go on. */
  onTwin(reason: string): void;
}

export interface DriverOptions {
  readonly self: MemberIndex;
  readonly roster: Roster;
  /** Tell of each frame that is sent, heard or dropped, and of all else that a replay needs. */
  readonly traceFrames: boolean;
  /** What the role was made of, for the trace: only with it can the frames be replayed. */
  readonly life?: Life;
  /** Watches what is said and heard. */
  readonly health?: Health;
}

/** What came in while outputs were carried out. */
type Arrival =
  | RoleInput
  | { readonly type: 'frame'; readonly bytes: Uint8Array }
  | { readonly type: 'received'; readonly received: Received; readonly bytes: number }
  | { readonly type: 'saved'; readonly save: number };

/** Takes a sequence number, and is never sent. */
const STAND_IN: Aside = { kind: 'report', number: 0, part: 0, parts: 1, bytes: new Uint8Array() };

const RENEWAL: RoleInput = { type: 'stop', reason: 'sequence numbers used up', now: false };

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
  private readonly recorder: Recorder | null;
  /** To be stepped next. */
  private readonly inputs: RoleInput[] = [];
  private readonly arrivals: Arrival[] = [];
  /** When the role has asked to be woken. */
  private dueMs: number | null = null;
  private readonly outbox = new Outbox();
  private draining = false;
  private started = false;
  /** The boot has used up its sequence numbers, and is ending for that reason. */
  private renewing = false;
  private closed = false;
  private boot = 0;

  constructor(role: Role, ports: DriverPorts, listener: DriverListener, options: DriverOptions) {
    this.role = role;
    this.ports = ports;
    this.listener = listener;
    this.options = options;
    this.recorder = options.traceFrames
      ? new Recorder(options.roster, (event) => listener.onEvent(event))
      : null;
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
    if (input.type === 'start' && !this.started && !this.closed) {
      this.started = true;
      if (this.options.life) this.recorder?.start(this.options.life);
    }
    if (!this.started && input.type === 'command')
      this.listener.onReply(input.ticket, 'the member is still starting');
    if (this.closed || !this.started) return;
    if (this.draining) {
      this.arrivals.push(input);
      return;
    }
    this.inputs.push(input);
    this.drain();
  }

  /** A frame from the medium, as it came. */
  hear(bytes: Uint8Array): void {
    if (this.closed || !this.started) return;
    if (this.draining) this.arrivals.push({ type: 'frame', bytes });
    else this.take(this.ports.link.receive(bytes), bytes.length);
  }

  /** What the link made of a frame of `bytes` length. */
  take(received: Received, bytes: number): void {
    if (this.closed || !this.started) return;
    if (this.draining) this.arrivals.push({ type: 'received', received, bytes });
    else if (this.judge(received, bytes)) this.drain();
  }

  /** Seals an aside, to be sent at once; null while nothing may be sent, or when it is too long. */
  sealAside(aside: Aside): Uint8Array | null {
    if (!this.maySealAside()) return null;
    const { link } = this.ports;
    const frame = link.seal(aside);
    if (frame) count(this.counts.sent, aside.kind);
    this.recorder?.aside(aside.kind, this.options.self, this.boot, link.lastSequence);
    return frame;
  }

  /** For a replay, where what an aside said is not known: it takes its sequence number all the same. */
  skipAside(kind: AsideKind): void {
    if (!this.maySealAside()) return;
    const { link } = this.ports;
    link.seal(STAND_IN);
    this.recorder?.aside(kind, this.options.self, this.boot, link.lastSequence);
  }

  private maySealAside(): boolean {
    if (this.closed || !this.started || !this.outbox.isBootSaved) return false;
    return !this.ports.link.nearlyExhausted;
  }

  /** Nothing is stepped or sent any more. */
  close(): void {
    if (this.started && !this.closed) this.recorder?.tell({ event: 'closed' });
    this.closed = true;
    this.ports.alarm.set(null);
  }

  /** Counts what was dropped without being looked at, or is no authentic frame. */
  drop(reason: string, bytes: number): void {
    count(this.counts.dropped, reason);
    if (this.started) this.recorder?.tell({ event: 'drop', reason, bytes });
  }

  /** Counts a frame. False when it is no input. */
  private judge(received: Received, bytes: number): boolean {
    switch (received.type) {
      case 'drop':
        this.refuse(received.reason, received.frame, bytes);
        return false;
      case 'stranger':
        count(this.counts.dropped, 'unproven');
        break;
      case 'message':
        count(this.counts.heard, received.message.kind);
        this.options.health?.heard(received.message, this.ports.clock.nowMs());
        if (received.proven) this.listener.onHeard?.(received.from);
        break;
      case 'aside':
        this.noteAside(received.aside, received.frame);
        return false;
      case 'own-hello':
      case 'own-frame':
        break;
    }
    this.recorder?.expect(received, bytes);
    this.inputs.push(received);
    return true;
  }

  /** No input, but the replay guard has taken note of its number, so a replay must do so, too. */
  private noteAside(aside: Aside, { source, boot, sequence }: Frame): void {
    count(this.counts.heard, aside.kind);
    this.recorder?.aside(aside.kind, source, boot, sequence);
    this.listener.onAside(source, aside, boot);
  }

  private refuse(reason: string, frame: Frame | null, bytes: number): void {
    if (frame === null) {
      this.drop(reason, bytes);
      return;
    }
    count(this.counts.dropped, reason);
    // Too many to be told of: an echo is a frame that was told of when it was sent.
    if (reason !== 'echo') this.recorder?.refuse(reason, frame, bytes);
  }

  private drain(): void {
    if (this.draining) return;
    this.draining = true;
    try {
      do {
        for (let input = this.inputs.shift(); input && !this.closed; input = this.inputs.shift())
          this.step(input);
      } while (!this.closed && this.takeArrival());
    } finally {
      this.draining = false;
    }
    if (this.closed) return;
    this.dueMs = this.role.nextDeadlineMs();
    this.ports.alarm.set(this.dueMs);
  }

  private step(input: RoleInput): void {
    const nowMs = this.ports.clock.nowMs();
    this.recorder?.input(input, nowMs, this.dueMs, input === RENEWAL);
    for (const output of this.role.step(input, nowMs)) {
      if (this.closed) return;
      this.carryOut(output);
    }
  }

  /** False when there is none. */
  private takeArrival(): boolean {
    const arrival = this.arrivals.shift();
    if (!arrival) return false;
    this.dueMs = this.role.nextDeadlineMs();
    switch (arrival.type) {
      case 'frame':
        this.judge(this.ports.link.receive(arrival.bytes), arrival.bytes.length);
        break;
      case 'received':
        this.judge(arrival.received, arrival.bytes);
        break;
      case 'saved':
        this.noteSaved(arrival.save);
        break;
      default:
        this.inputs.push(arrival);
    }
    return true;
  }

  private carryOut(output: RoleOutput): void {
    this.recorder?.output(output, this.renewing);
    switch (output.do) {
      case 'send':
        this.send({
          message: output.message,
          air: output.air,
          self: output.self,
          needs: output.durable ? this.outbox.newestSave : 0,
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
    const save = this.outbox.nextSave();
    this.recorder?.persist(save, durable);
    if (durable.boot !== this.boot) this.startBoot(durable.boot);
    this.ports.store.save(encodeDurable(this.ports.crypto, durable)).then(
      () => {
        this.arrivals.push({ type: 'saved', save });
        this.drain();
      },
      // The store has told its owner why; what rests on this save is never sent.
      () => {},
    );
  }

  private noteSaved(save: number): void {
    this.recorder?.tell({ event: 'saved', save });
    for (const outgoing of this.outbox.noteSaved(save)) {
      if (this.closed) return;
      this.transmit(outgoing);
    }
  }

  private startBoot(boot: number): void {
    if (boot === this.boot) return;
    this.boot = boot;
    this.outbox.startBoot();
    this.ports.link.startBoot(boot);
  }

  private send(outgoing: Outgoing): void {
    if (this.outbox.isReady(outgoing)) this.transmit(outgoing);
  }

  private transmit({ message, air, self }: Outgoing): void {
    if (air) this.broadcast(message);
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

  private broadcast(message: Message): void {
    const { link, radio } = this.ports;
    const { kind } = message;
    const frame = link.seal(message);
    if (frame) {
      count(this.counts.sent, kind);
      this.options.health?.sent(message, this.ports.clock.nowMs());
      // Before the radio has it: in a trace no frame is heard before it was sent.
      this.recorder?.sent(message, this.options.self, this.boot, link.lastSequence, frame.length);
      radio.send(frame);
    } else {
      const reason = link.exhausted ? 'sequence-exhausted' : 'oversized';
      count(this.counts.dropped, reason);
      this.recorder?.tell({ event: 'drop', reason, bytes: 0, kind });
    }
    if (link.nearlyExhausted && !this.renewing) {
      this.renewing = true;
      this.inputs.push(RENEWAL);
    }
  }
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
