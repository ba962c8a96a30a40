/**
 * What a person has chosen to see, and what each key changes of it. Pure, so that keys can be tried without a terminal.
 */

export const SORTS = ['queue', 'name', 'battery', 'phase'] as const;
export type Sort = (typeof SORTS)[number];

export interface Look {
  readonly sort: Sort;
  /** Robots above the first one that is shown. */
  readonly scroll: number;
  /** Only robots whose id, phase or zone has this in it. */
  readonly search: string;
  /** Whether keys go into `search`. */
  readonly typing: boolean;
  /** Only this zone; null for all. */
  readonly zone: string | null;
  readonly help: boolean;
}

export const FIRST_LOOK: Look = {
  sort: 'queue',
  scroll: 0,
  search: '',
  typing: false,
  zone: null,
  help: false,
};

/** What the keys need to know of the screen. */
export interface Ground {
  readonly zones: readonly string[];
  /** Robots that pass the search, and how many of them are shown at a time. */
  readonly robots: number;
  readonly page: number;
}

export interface Pressed {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly text?: string | undefined;
}

const MOST_SEARCH = 40;

/** The look after a key, or null to end. */
export function press(look: Look, key: Pressed, ground: Ground): Look | null {
  if (key.ctrl && (key.name === 'c' || key.name === 'd')) return null;
  if (look.typing) return type(look, key);
  if (look.help) return { ...look, help: false };
  const scrolled = scrollBy(key, ground);
  if (scrolled !== null) return { ...look, scroll: within(look.scroll + scrolled, ground) };
  switch (key.text ?? key.name) {
    case 'q':
      return null;
    case '?':
    case 'h':
      return { ...look, help: true };
    case '/':
      return { ...look, typing: true, search: '', scroll: 0 };
    case 's':
      return { ...look, sort: next(SORTS, look.sort), scroll: 0 };
    case 'z':
      return { ...look, zone: next([null, ...ground.zones], look.zone), scroll: 0 };
    default:
      return key.name === 'escape' ? { ...look, search: '', zone: null, scroll: 0 } : look;
  }
}

function type(look: Look, { name, text = '' }: Pressed): Look {
  if (name === 'escape') return { ...look, typing: false, search: '' };
  if (name === 'return' || name === 'enter') return { ...look, typing: false };
  if (name === 'backspace') return { ...look, search: look.search.slice(0, -1) };
  const search = `${look.search}${[...text].filter((letter) => letter >= ' ').join('')}`;
  return { ...look, search: search.slice(0, MOST_SEARCH) };
}

function scrollBy({ name }: Pressed, { page, robots }: Ground): number | null {
  switch (name) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'pageup':
      return -page;
    case 'pagedown':
    case 'space':
      return page;
    case 'home':
      return -robots;
    case 'end':
      return robots;
    default:
      return null;
  }
}

function within(scroll: number, { page, robots }: Ground): number {
  return Math.max(0, Math.min(scroll, robots - page));
}

function next<Choice>(choices: readonly Choice[], present: Choice): Choice {
  return choices[(choices.indexOf(present) + 1) % choices.length]!;
}
