/**
 * What a made-up swarm (fake-swarm.ts) went through in the last ten minutes: stays on two pads, an election, a new token,
 * an alarm, and the frames and events around each of them.
 */
import type {
  AroundAnswer,
  HistoryEvent,
  HistoryFrame,
  HistoryMark,
  HistoryStay,
  TimelineAnswer,
} from '../../monitor/view/wire.ts';

export interface FakeHistory {
  timeline(url: URL): TimelineAnswer | undefined;
  around(url: URL): AroundAnswer | undefined;
}

const MINUTE_MS = 60_000;

export function fakeHistory(nowMs: number): FakeHistory {
  const ago = (minutes: number) => nowMs - minutes * MINUTE_MS;
  const stay = (
    pad: string,
    robot: string,
    fromMs: number,
    untilMs: number | null,
    counter: number,
  ): HistoryStay => ({ pad, robot, fromMs, untilMs, fence: [7, counter] });
  const mark = (
    what: HistoryMark['what'],
    atMs: number,
    from: string,
    text: string,
    pad: string | null = null,
  ): HistoryMark => ({ atMs, what, from, pad, epoch: 7, text });

  return {
    timeline: (url) => ({
      schemaVersion: 1,
      fromMs: Number(url.searchParams.get('from')),
      toMs: Number(url.searchParams.get('to')),
      stays: [
        stay('p1', 'r1', ago(8), ago(5), 1),
        stay('p1', 'r3', ago(3), null, 2),
        stay('p2', 'r2', ago(7), ago(5), 1),
        stay('p2', 'r6', ago(4.5), ago(2), 2),
      ],
      marks: [
        mark('election', ago(9), 'r1', 'r1 calls an election'),
        mark('election', ago(9) + 200, 'r3', 'r3 calls an election'),
        mark('leader', ago(9) + 900, 'r5', 'r5 leads epoch 7'),
        mark('mint', ago(4), 'r5', 'r5 mints a token for p1: lost', 'p1'),
        mark('fault', ago(6), 'r4', 'r4 has a fault: motor'),
        mark('command', ago(5.5), 'p2', 'alice: release p2, because r2 hangs', 'p2'),
      ],
      alarms: [
        {
          id: 'member-silent:r4',
          kind: 'member-silent',
          severity: 'warning',
          sinceMs: ago(6.5),
          untilMs: ago(6.5) + 40_000,
          zone: 'west',
          member: 'r4',
          pad: null,
          text: 'r4 has not said anything for 40 s',
          mend: 'see whether it has power',
        },
        {
          id: 'no-leader:east',
          kind: 'no-leader',
          severity: 'critical',
          sinceMs: ago(9),
          untilMs: ago(9) + 20_000,
          zone: 'east',
          member: null,
          pad: null,
          text: 'east has no leader',
          mend: 'see whether its members hear each other',
        },
      ],
      truncated: false,
    }),
    around: (url) => {
      const atMs = Number(url.searchParams.get('at'));
      const windowMs = Number(url.searchParams.get('window'));
      return aroundOf(atMs, windowMs);
    },
  };
}

/** r1 asks, gets the token from r3, and is let onto p1. The hub hears a frame each tenth of a second. */
function aroundOf(atMs: number, windowMs: number): AroundAnswer {
  const frame = (
    place: number,
    from: string,
    kind: string,
    to: string | null = null,
    pad: string | null = null,
  ): HistoryFrame => ({
    atMs: atMs + place * 100,
    zone: 'east',
    from,
    kind,
    to,
    pad,
    bytes: 40 + kind.length,
  });
  const event = (
    place: number,
    from: string,
    name: string,
    what: Record<string, unknown> = {},
  ): HistoryEvent => ({
    id: 100 + place,
    atMs: atMs + place * 100,
    from,
    event: name,
    pad: null,
    what: { v: 1, t: atMs, from, event: name, ...what },
  });
  return {
    schemaVersion: 1,
    fromMs: atMs - windowMs,
    toMs: atMs + windowMs,
    frames: [
      frame(-9, 'r5', 'beat'),
      frame(-7, 'r1', 'request', null, 'p1'),
      frame(-4, 'r3', 'token', 'r1', 'p1'),
      frame(-2, 'r1', 'enter', 'p1', 'p1'),
      frame(1, 'p1', 'admit', 'r1', 'p1'),
      frame(6, 'r1', 'hold', null, 'p1'),
      frame(9, 'r5', 'beat'),
    ],
    events: [
      event(-8, 'r1', 'request', { number: 4, urgency: 2, pad: 'p1' }),
      event(-5, 'r3', 'token', { to: 'r1', queue: [] }),
      event(0, 'p1', 'admit', { robot: 'r1', fence: [7, 2] }),
      event(2, 'r1', 'enter', { pad: 'p1', fence: [7, 2], until: 5000.1234 }),
      event(5, 'r4', 'suspect', { member: 'r2' }),
      event(8, 'r4', 'alarm', { reason: '<img src=x onerror=alert(1)>' }),
    ],
    truncated: false,
  };
}
