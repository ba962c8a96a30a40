/** A phase as a sign, a colour and a word: each alone would do. */
import './signs.css';

/** Drawn in a square of 12. */
const SIGNS: Readonly<Record<string, string>> = {
  // A ring: out and about.
  working:
    'M6 1.6a4.4 4.4 0 1 0 0 8.8a4.4 4.4 0 1 0 0-8.8M6 3.6a2.4 2.4 0 1 1 0 4.8a2.4 2.4 0 1 1 0-4.8',
  // Two bars: stands still.
  parked: 'M2.5 2h2.4v8H2.5zM7.1 2h2.4v8H7.1z',
  // A hand up.
  requesting: 'M6 1.2l4.2 4.6H7.4v5H4.6v-5H1.8z',
  // An hour-glass.
  waiting: 'M2 1.2h8L7 6l3 4.8H2L5 6z',
  approaching: 'M1 4.8h5.2V1.6L11 6l-4.8 4.4V7.2H1z',
  // A flash.
  charging: 'M7.2 .8L2 6.8h3.2L4.4 11.2L10 4.8H6.6z',
  leaving: 'M11 4.8H5.8V1.6L1 6l4.8 4.4V7.2H11z',
  // A cross.
  fault:
    'M2.6 1.2L6 4.6l3.4-3.4l1.4 1.4L7.4 6l3.4 3.4l-1.4 1.4L6 7.4l-3.4 3.4l-1.4-1.4L4.6 6L1.2 2.6z',
  free: 'M1.5 1.5h9v9h-9zM3.2 3.2v5.6h5.6V3.2z',
  leased: 'M1.5 1.5h9v9h-9z',
};
const UNKNOWN = 'M5 2h2v5H5zM5 8.4h2v2H5z';

export function PhaseSign({ phase }: { readonly phase: string | null }) {
  return (
    <svg class="sign" viewBox="0 0 12 12" aria-hidden="true">
      <path d={SIGNS[phase ?? ''] ?? UNKNOWN} fill-rule="evenodd" />
    </svg>
  );
}

export function Phase({ phase }: { readonly phase: string | null }) {
  const known = phase !== null && Object.hasOwn(SIGNS, phase);
  return (
    <span class="phase" data-phase={known ? phase : 'unknown'}>
      <PhaseSign phase={phase} />
      {phase ?? 'not known'}
    </span>
  );
}
