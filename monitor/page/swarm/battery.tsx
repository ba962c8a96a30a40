/** A battery as a bar and a number. The bar is a drawing: its width is an attribute, which no policy forbids. */

const LOW = 20;
const CRITICAL = 10;

export function Battery({ percent }: { readonly percent: number | null }) {
  if (percent === null) return <span class="unknown">not known</span>;
  const shown = Math.min(100, Math.max(0, percent));
  const level = percent < CRITICAL ? 'critical' : percent < LOW ? 'low' : 'fine';
  return (
    <span class="battery" data-level={level}>
      <svg viewBox="0 0 48 10" aria-hidden="true">
        <rect class="battery-case" x="0.5" y="0.5" width="44" height="9" rx="1.5" />
        <rect class="battery-pole" x="45.5" y="3" width="2" height="4" />
        <rect class="battery-charge" x="2" y="2" width={(41 * shown) / 100} height="6" />
      </svg>
      <span class="number">{Math.round(percent)} %</span>
    </span>
  );
}
