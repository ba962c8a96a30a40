/** All that is known of one event or frame, in the words of the member that wrote it. */
import { clockTime } from '../timeline/clock-words.ts';
import { detailsOf, type Item } from './items.ts';

interface Props {
  /** Null: nothing is chosen or pointed at. */
  readonly item: Item | null;
  readonly offsetMs: number;
}

export function Details({ item, offsetMs }: Props) {
  if (item === null) {
    return (
      <div class="dg-details" role="status">
        <p>Nothing is chosen.</p>
      </div>
    );
  }
  const time = clockTime(item.atMs, 'millisecond', offsetMs);
  return (
    <div class="dg-details" role="status">
      <p>
        <strong>{time}</strong> {headOf(item)}
      </p>
      <dl>
        {fieldsOf(item).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function headOf(item: Item): string {
  return item.sort === 'frame'
    ? `frame ${item.frame.kind} from ${item.from} to ${item.frame.to ?? 'all'}`
    : `${item.from}: ${item.event.event}`;
}

function fieldsOf(item: Item): readonly { readonly name: string; readonly value: string }[] {
  if (item.sort === 'event') return detailsOf(item.event.what);
  const { bytes, pad, zone } = item.frame;
  return [
    { name: 'bytes', value: String(bytes) },
    ...(pad === null ? [] : [{ name: 'pad', value: pad }]),
    { name: 'zone', value: zone },
  ];
}
