/** How soon a robot is to be served: 0 is calm, 3 stands still and waits for it (protocol: queue). */

const WORDS = ['calm', 'low', 'high', 'critical'];
const MOST = 3;

export function Urgency({ urgency }: { readonly urgency: number | null }) {
  if (urgency === null) return <span class="unknown">not known</span>;
  return (
    <span class="urgency" data-urgency={urgency}>
      <svg viewBox="0 0 17 8" aria-hidden="true">
        {[1, 2, MOST].map((step) => (
          <rect
            key={step}
            class={step <= urgency ? 'pip-on' : 'pip-off'}
            x={(step - 1) * 6 + 0.5}
            y={0.5}
            width="4"
            height="7"
          />
        ))}
      </svg>
      {WORDS[urgency] ?? `urgency ${urgency}`}
    </span>
  );
}
