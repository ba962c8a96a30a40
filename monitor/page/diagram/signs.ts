/**
 * The signs of events on lifelines and lanes: a shape, the name of its colour, and what it means.
 *
 * They tell apart by shape first, so that they do without colour. All lie around (0, 0) and are about 12 px wide, as
 * outlines for the `d` of an SVG path.
 */

export interface Sign {
  readonly outline: string;
  /** Filled with its colour, or only drawn with it. */
  readonly filled: boolean;
  /** A class in diagram.css that sets its colour. */
  readonly colour: 'asking' | 'well' | 'quiet' | 'token' | 'election' | 'wrong' | 'command';
  readonly name: string;
}

export const SIGNS = {
  request: {
    outline: 'M-4,0 a4,4 0 1 0 8,0 a4,4 0 1 0 -8,0 z',
    filled: false,
    colour: 'asking',
    name: 'asks for a pad',
  },
  enter: { outline: 'M-3,-5 L5,0 L-3,5 z', filled: true, colour: 'well', name: 'enters' },
  exit: { outline: 'M3,-5 L-5,0 L3,5 z', filled: true, colour: 'quiet', name: 'leaves' },
  mint: { outline: star(5, 6.5, 2.8), filled: true, colour: 'token', name: 'new token' },
  election: {
    outline: 'M0,-6 L5.5,4 L-5.5,4 z',
    filled: true,
    colour: 'election',
    name: 'election',
  },
  leader: {
    outline: 'M0,-6 L5.5,0 L0,6 L-5.5,0 z',
    filled: false,
    colour: 'election',
    name: 'leader known',
  },
  suspect: {
    outline: 'M-4,-4 L4,4 M4,-4 L-4,4',
    filled: false,
    colour: 'quiet',
    name: 'takes another for dead',
  },
  refuse: { outline: 'M-4,-4 H4 V4 H-4 z', filled: false, colour: 'wrong', name: 'refuses' },
  alarm: {
    outline: 'M-2,-7 H2 L1,2 L2,4 L1,6 H-1 L-2,4 L-1,2 z',
    filled: true,
    colour: 'wrong',
    name: 'alarm or fault',
  },
  command: {
    outline: 'M-5,-5 H5 V2 H0 L-4,6 V2 H-5 z',
    filled: true,
    colour: 'command',
    name: 'command',
  },
  other: {
    outline: 'M-3,0 a3,3 0 1 0 6,0 a3,3 0 1 0 -6,0 z',
    filled: true,
    colour: 'quiet',
    name: 'other events',
  },
} as const satisfies Record<string, Sign>;

export type SignId = keyof typeof SIGNS;

/** The sign of an event of the contract; all that is not worth one of its own is a dot. */
export function signOf(event: string, what: Readonly<Record<string, unknown>>): SignId {
  switch (event) {
    case 'request':
    case 'enter':
    case 'exit':
    case 'mint':
    case 'election':
    case 'leader':
    case 'suspect':
    case 'refuse':
    case 'alarm':
      return event;
    case 'body':
      return what.phase === 'fault' ? 'alarm' : 'other';
    case 'command':
      return 'command';
    default:
      return 'other';
  }
}

function star(points: number, outer: number, inner: number): string {
  const corners = Array.from({ length: 2 * points }, (_, corner) => {
    const radius = corner % 2 === 0 ? outer : inner;
    const angle = (corner * Math.PI) / points - Math.PI / 2;
    return `${(radius * Math.cos(angle)).toFixed(1)},${(radius * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${corners.join(' L')} z`;
}
