/** What a fault is, in plain words, for traces and reports. */
import type { TimedHappening } from '../scenario/happening.ts';
import type { FaultNote } from '../world/observer.ts';

export function describe(happening: TimedHappening): FaultNote {
  const note = (what: string, members: readonly string[], forMs: number | null = null) => ({
    fault: happening.do,
    members,
    forMs,
    what: forMs === null ? what : `${what} for ${seconds(forMs)}`,
  });
  switch (happening.do) {
    case 'crash': {
      const how = happening.torn ? ' in the middle of a write' : '';
      return note(`${happening.member} stops${how}`, [happening.member], happening.forMs);
    }
    case 'lose-disk':
      return note(`${happening.member} loses its disk`, [happening.member], happening.forMs);
    case 'freeze':
      return note(`${happening.member} stands still`, [happening.member], happening.forMs);
    case 'slow':
      return note(
        `${happening.member} does all ${seconds(happening.byMs)} late`,
        [happening.member],
        happening.forMs,
      );
    case 'deafen':
      return note(`${happening.member} hears nobody`, [happening.member], happening.forMs);
    case 'mute':
      return note(`nobody hears ${happening.member}`, [happening.member], happening.forMs);
    case 'break-pad':
      return note(`${happening.member} is broken`, [happening.member], happening.forMs);
    case 'lose-gauge':
      return note(
        `the battery sensor of ${happening.member} says nothing`,
        [happening.member],
        happening.forMs,
      );
    case 'partition':
      return note(
        `${happening.side.join(', ')} and the others do not hear each other`,
        happening.side,
        happening.forMs,
      );
    case 'weather':
      return note(weatherWords(happening.weather), [], happening.forMs);
    case 'replay': {
      const what = happening.frame ?? `the last ${happening.count} frames of ${happening.from}`;
      return note(`somebody sends ${what} again`, [happening.from]);
    }
    case 'drift':
      return note(`the clock of ${happening.member} runs at ${(1 + happening.rate).toFixed(4)}`, [
        happening.member,
      ]);
    case 'step':
      return note(`the clock of ${happening.member} jumps by ${seconds(happening.byMs)}`, [
        happening.member,
      ]);
    case 'exhaust':
      return note(`${happening.member} has used up its air time`, [happening.member]);
    case 'miss-dock':
      return note(`${happening.robot} will drive past the contacts`, [happening.robot]);
    case 'die-on-pad':
      return note(`${happening.robot} dies where it stands`, [happening.robot]);
    case 'release-pad':
      return note(`a person takes ${happening.pad} from whoever is on it`, [happening.pad]);
    case 'heal':
      return note('all faults end', []);
  }
}

function weatherWords(weather: Record<string, unknown> | object): string {
  const parts = Object.entries(weather)
    .filter(([, value]) => typeof value === 'number' && value > 0)
    .map(([name, value]) => `${name} ${(value as number).toPrecision(2)}`);
  return parts.length === 0 ? 'the air is calm' : `bad air: ${parts.join(', ')}`;
}

function seconds(ms: number): string {
  return Math.abs(ms) < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
