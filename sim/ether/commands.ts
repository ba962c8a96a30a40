/** What a person may type while the ether runs: one command a line. */
import { parseTime } from '../scenario/duration.ts';
import { MAX_JAM_MS } from './noise.ts';

export type Command =
  | { readonly do: 'plug' | 'unplug'; readonly port: string }
  | { readonly do: 'jam'; readonly forMs: number }
  | { readonly do: 'loss'; readonly percent: number }
  | { readonly do: 'cut'; readonly one: string; readonly other: string }
  | { readonly do: 'stats' }
  | { readonly do: 'heal' | 'help' | 'quit' };

/** A line that is no command: what is wrong with it, and what to type. */
export interface NoCommand {
  readonly do: 'none';
  readonly wrong: string;
}

export const HELP = [
  'unplug r2   pull the radio out: its port hangs up',
  'plug r2     put it in again',
  'jam 10s     noise for ten seconds: nobody hears anything',
  'loss 20     a receiver loses 20 % of all packets, by chance',
  'cut r1 r2   these two no longer hear each other',
  'heal        all cut links are there again',
  'stats       frames, collisions, losses, share of air time',
  'quit        remove the ports and end',
].join('\n');

/** Reads one line, for the ports of these names. */
export function parseCommand(line: string, names: readonly string[]): Command | NoCommand {
  const [verb = '', ...words] = line.trim().split(/\s+/);
  switch (verb) {
    case 'plug':
    case 'unplug': {
      const [port] = words;
      if (words.length !== 1 || port === undefined)
        return wrong(`${verb} wants the id of a member`);
      return names.includes(port) ? { do: verb, port } : unknown(port, names);
    }
    case 'cut': {
      const [one, other] = words;
      if (words.length !== 2 || one === undefined || other === undefined || one === other) {
        return wrong('cut wants the ids of two members: cut r1 r2');
      }
      const missing = words.find((word) => !names.includes(word));
      return missing === undefined ? { do: 'cut', one, other } : unknown(missing, names);
    }
    case 'jam':
      return jam(words);
    case 'loss': {
      const percent = /^\d+(\.\d+)?%?$/.test(words[0] ?? '') ? Number.parseFloat(words[0]!) : -1;
      if (words.length === 1 && percent >= 0 && percent <= 100) return { do: 'loss', percent };
      return wrong('loss wants a share from 0 to 100 percent: loss 20');
    }
    case 'heal':
    case 'stats':
    case 'help':
    case 'quit':
      return words.length === 0 ? { do: verb } : wrong(`${verb} stands alone`);
    default:
      return wrong(`there is no command '${verb}'; help lists them`);
  }
}

function jam(words: readonly string[]): Command | NoCommand {
  const forMs = words.length === 1 ? parseTime(words[0]!) : null;
  if (forMs !== null && forMs > 0 && forMs <= MAX_JAM_MS) return { do: 'jam', forMs };
  return wrong(`jam wants a time of up to ${MAX_JAM_MS / 60_000}m: jam 10s`);
}

function unknown(name: string, names: readonly string[]): NoCommand {
  return wrong(`there is no member '${name}'; there are ${names.join(', ')}`);
}

function wrong(what: string): NoCommand {
  return { do: 'none', wrong: what };
}
