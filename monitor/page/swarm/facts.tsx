/** Names with values, in few words. */

interface Props {
  readonly class: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}

export function Facts({ class: look, facts }: Props) {
  return (
    <dl class={look}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
