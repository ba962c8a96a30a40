/**
 * Writes down what a member's code is given and what it does with it, so that a trace can be replayed.
 *
 * Each input comes with the exact time of the member's clock, since nothing else reaches the code from
 * outside. Outputs that are events anyway are not repeated.
 */
import type { Durable } from '../protocol/durable.ts';
import type { MemberIndex, Roster } from '../protocol/roster.ts';
import type { BodyCommand, PadCommand } from '../roles/body.ts';
import type { RoleInput, RoleOutput } from '../roles/role.ts';
import type { Content } from '../wire/codec.ts';
import { type Frame, type FrameHeader, WIRE_VERSION } from '../wire/frame.ts';
import type { Received } from '../wire/link.ts';
import { frameName } from './frame-name.ts';
import type { Life } from './life.ts';

/** Of the records below. A reader refuses any other. */
export const RECORD_FORMAT = 1;

/** `frame` is the frame's name: sender, boot and sequence number. */
export type FrameEvent =
  | {
      readonly event: 'tx';
      readonly kind: string;
      readonly bytes: number;
      readonly frame: string;
      readonly message: Content;
    }
  /** `at`: the member's clock when it was looked at, in milliseconds. */
  | {
      readonly event: 'rx';
      readonly kind: string;
      readonly bytes: number;
      readonly from: MemberIndex;
      readonly frame: string;
      readonly message: Content;
      readonly proven: boolean;
      readonly at: number;
    }
  /**
   * A frame that was refused; its name and message where it was authentic, `at` where the member asks
   * its sender to prove itself. With a kind alone: a message that could not be sent.
   */
  | {
      readonly event: 'drop';
      readonly reason: string;
      readonly bytes: number;
      readonly kind?: string;
      readonly from?: MemberIndex;
      readonly frame?: string;
      readonly message?: Content;
      readonly at?: number;
    };

/** What stands in a trace only so that it can be replayed. Times are of the member's own clock. */
export type RecordEvent =
  | FrameEvent
  | ({ readonly event: 'life'; readonly format: number; readonly wire: number } & Life)
  /** `due`: when the member had asked to be woken. */
  | { readonly event: 'timer'; readonly at: number; readonly due: number | null }
  | { readonly event: 'input'; readonly at: number; readonly input: RoleInput }
  /** An input that follows from an output: a message to itself, or the end of the boot's numbers. */
  | { readonly event: 'own'; readonly at: number; readonly input: RoleInput }
  /** Something was said beside the protocol: it took a sequence number. */
  | { readonly event: 'aside'; readonly kind: string; readonly frame: string }
  /** The save with this number is on disk. */
  | { readonly event: 'saved'; readonly save: number }
  /** The owner lets the member go. */
  | { readonly event: 'closed' }
  /** What is new in the durable state. */
  | { readonly event: 'persist'; readonly save: number; readonly change: Partial<Durable> }
  | { readonly event: 'prove'; readonly frame: string }
  | { readonly event: 'reboot'; readonly next: number }
  /** What the body is told, or the relay of the pad. */
  | { readonly event: 'command'; readonly command: BodyCommand | PadCommand }
  /** The end of the lease of the `enter` or `renew` that comes next, which has it on the host's clock. */
  | { readonly event: 'lease'; readonly endsAtMs: number }
  | { readonly event: 'reply'; readonly ticket: number; readonly error: string | null }
  | { readonly event: 'finished'; readonly again: boolean }
  | { readonly event: 'twin'; readonly reason: string };

export class Recorder {
  /** Tells of a record that has no parts to be put together. */
  readonly tell: (event: RecordEvent) => void;
  private readonly roster: Roster;
  private known: Durable | null = null;
  /** The frame that the next input was. */
  private heard: { readonly header: FrameHeader; message: Content; bytes: number } | null = null;

  constructor(roster: Roster, tell: (event: RecordEvent) => void) {
    this.roster = roster;
    this.tell = tell;
  }

  start(life: Life): void {
    this.tell({ event: 'life', format: RECORD_FORMAT, wire: WIRE_VERSION, ...life });
  }

  /** The next input is a frame of `bytes` length. */
  expect(received: Received, bytes: number): void {
    if (received.type === 'message') {
      const { from: source, boot, sequence, message } = received;
      this.heard = { header: { source, boot, sequence }, message, bytes };
    } else if (received.frame) {
      this.heard = { header: received.frame, message: received.frame.message, bytes };
    }
  }

  /** A frame that is no input. */
  refuse(reason: string, frame: Frame, bytes: number): void {
    this.tell({ event: 'drop', reason, bytes, ...this.named(frame, frame.message) });
  }

  /** What is stepped at `at`; `own`: it follows from an output. */
  input(input: RoleInput, at: number, due: number | null, own: boolean): void {
    const { heard } = this;
    this.heard = null;
    if (heard) {
      const { bytes } = heard;
      const named = this.named(heard.header, heard.message);
      const proven = input.type !== 'message' || input.proven;
      if (input.type !== 'stranger') this.tell({ event: 'rx', bytes, ...named, proven, at });
      else this.tell({ event: 'drop', reason: 'unproven', bytes, ...named, at });
    } else if (input.type === 'tick') this.tell({ event: 'timer', at, due });
    else if (own || input.type === 'message') this.tell({ event: 'own', at, input });
    else this.tell({ event: 'input', at, input });
  }

  /** What is not told of in another way. `again`: a member that has finished is to start anew. */
  output(output: RoleOutput, again: boolean): void {
    switch (output.do) {
      case 'event':
        if ('untilMs' in output.event)
          this.tell({ event: 'lease', endsAtMs: output.event.untilMs });
        break;
      case 'prove': {
        const { peer: source, boot, sequence } = output;
        this.tell({ event: 'prove', frame: frameName(this.roster, { source, boot, sequence }) });
        break;
      }
      case 'reboot':
        this.tell({ event: 'reboot', next: output.boot });
        break;
      case 'twin':
        this.tell({ event: 'twin', reason: output.reason });
        break;
      case 'body':
      case 'pad-body':
        this.tell({ event: 'command', command: output.command });
        break;
      case 'reply':
        this.tell({ event: 'reply', ticket: output.ticket, error: output.error });
        break;
      case 'finished':
        this.tell({ event: 'finished', again });
        break;
      case 'send':
      case 'persist':
      case 'role-event':
        break;
    }
  }

  persist(save: number, durable: Durable): void {
    this.tell({ event: 'persist', save, change: changeOf(this.known, durable) });
    this.known = durable;
  }

  sent(message: Content, source: MemberIndex, boot: number, sequence: number, bytes: number): void {
    const frame = frameName(this.roster, { source, boot, sequence });
    this.tell({ event: 'tx', kind: message.kind, bytes, frame, message });
  }

  aside(kind: string, source: MemberIndex, boot: number, sequence: number): void {
    const frame = frameName(this.roster, { source, boot, sequence });
    this.tell({ event: 'aside', kind, frame });
  }

  private named(header: FrameHeader, message: Content) {
    const frame = frameName(this.roster, header);
    return { kind: message.kind, from: header.source, frame, message };
  }
}

/** The fields that differ, and of records by member or pad the entries that do. */
function changeOf(before: Durable | null, after: Durable): Partial<Durable> {
  if (!before) return after;
  const change: Record<string, unknown> = differing(before, after);
  if ('peers' in change) change.peers = differing(before.peers, after.peers);
  if ('acceptors' in change) change.acceptors = differing(before.acceptors, after.acceptors);
  return change;
}

function differing(before: object, after: object): Record<string, unknown> {
  const known = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(
    Object.entries(after).filter(([key, value]) => known.get(key) !== value),
  );
}
