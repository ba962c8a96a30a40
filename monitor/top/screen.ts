/**
 * The swarm as lines of text, whatever size the terminal has: alarms first, then pads with their queues, then as many
 * robots as fit. What gives way on a small screen is the robots, which scroll; an alarm never does.
 */
import type { SwarmView, ZoneView } from '../view/view.ts';
import { span } from '../view/words.ts';
import { cut, few, lineOf, type Paint, type Part, type Size } from './fit.ts';
import { helpLines } from './help.ts';
import type { Look } from './look.ts';
import { alarmLine, padLine } from './pad-lines.ts';
import { headLine, robotLine } from './robot-lines.ts';
import { chosenRobots } from './robots.ts';

export interface Screen {
  readonly lines: readonly string[];
  /** Robots that pass the search, and how many of them are shown. */
  readonly robots: number;
  readonly page: number;
}

/** Of the screen, for alarms and for pads; the rest is for robots. */
const ALARM_SHARE = 0.25;
const PAD_SHARE = 0.4;
const LEAST_NAME_CELLS = 5;
const MOST_NAME_CELLS = 16;

export interface Frame extends Size {
  /** A line below the title, or null. */
  readonly note: string | null;
}

export function screen(view: SwarmView, look: Look, frame: Frame, paint: Paint): Screen {
  const { width, height, note } = frame;
  const robots = chosenRobots(view, look);
  if (look.help) return { lines: helpLines(frame, paint), robots: robots.length, page: 1 };
  const inZone = (zone: string | null) => look.zone === null || zone === look.zone;
  const alarms = few(
    view.alarms.filter(({ zone }) => zone === null || inZone(zone)),
    Math.max(1, Math.floor(height * ALARM_SHARE)),
    (alarm) => alarmLine(alarm, view.atMs, width, paint),
    (rest) => paint('bad', cut(`  and ${rest} more alarms`, width)),
  );
  const pads = few(
    Object.values(view.pads).filter(({ zone }) => inZone(zone)),
    Math.max(1, Math.floor(height * PAD_SHARE)),
    (pad) => padLine(pad, view.atMs, width, paint),
    (rest) => paint('faint', cut(`  and ${rest} more pads`, width)),
  );
  const notes = note === null ? [] : [paint('plain', cut(` ${note}`, width))];
  const above = [titleLine(view, look, width, paint), ...notes, ...alarms, ...pads];
  const page = Math.max(1, height - above.length - 2);
  const scroll = Math.max(0, Math.min(look.scroll, robots.length - page));
  const nameCells = Math.min(
    MOST_NAME_CELLS,
    Math.max(LEAST_NAME_CELLS, ...robots.map(({ id }) => id.length)),
  );
  const shown = robots.slice(scroll, scroll + page);
  const rows = shown.map((robot) => robotLine(robot, view.atMs, nameCells, width, paint));
  const blank = Array.from({ length: page - rows.length }, () => '');
  const lines = [...above, headLine(nameCells, width, paint), ...rows, ...blank];
  lines.push(
    footLine(look, { robots: robots.length, from: scroll, shown: rows.length }, width, paint),
  );
  return { lines: lines.slice(0, height), robots: robots.length, page };
}

function titleLine(view: SwarmView, look: Look, width: number, paint: Paint): string {
  const { atMs, broker, swarm } = view;
  const name = ` roost ${swarm}${look.zone === null ? '' : `, zone ${look.zone}`}  `;
  const zones = Object.values(view.zones).filter(
    ({ id }) => look.zone === null || id === look.zone,
  );
  const notLive = `NOT LIVE for ${span(atMs - broker.sinceMs)}: ${broker.reason ?? 'no broker'}`;
  const state: Part = broker.up ? ['plain', `live   ${zonesText(zones)}`] : ['bad', notLive];
  return lineOf([['title', name], state], width, paint);
}

function zonesText(zones: readonly ZoneView[]): string {
  if (zones.length > 1) {
    const without = zones.filter(({ leader }) => leader === null).length;
    const online = zones.reduce((all, zone) => all + zone.online, 0);
    const members = zones.reduce((all, zone) => all + zone.members, 0);
    const led = without === 0 ? 'all with a leader' : `${without} without a leader`;
    return `${zones.length} zones, ${led}; ${online} of ${members} members online`;
  }
  const [zone] = zones;
  if (!zone) return 'nobody was heard yet';
  const leader = zone.leader === null ? 'no leader' : `${zone.leader} leads`;
  return `${leader}, epoch ${zone.epoch}; ${zone.online} of ${zone.members} members online`;
}

interface Shown {
  readonly robots: number;
  readonly from: number;
  readonly shown: number;
}

function footLine(look: Look, { robots, from, shown }: Shown, width: number, paint: Paint): string {
  if (look.typing) return cut(`search: ${look.search}_`, width);
  const range =
    shown < robots
      ? `${from + 1} to ${from + shown} of ${robots} robots`
      : `${robots} ${robots === 1 ? 'robot' : 'robots'}`;
  const search = look.search === '' ? '' : ` with "${look.search}"`;
  const text = ` ${range}${search}, by ${look.sort}   q ends  s sorts  / searches  z zones  ? helps`;
  return paint('faint', cut(text, width));
}
