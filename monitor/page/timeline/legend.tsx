/** What the signs mean, and how the drawing is used without a mouse. */
import { SIGNS, type SignId } from '../diagram/signs.ts';

const SHOWN: readonly SignId[] = ['election', 'leader', 'mint', 'alarm', 'command'];

export function Legend() {
  return (
    <div class="tl-legend">
      <ul>
        {SHOWN.map((id) => (
          <li key={id}>
            <SignPicture sign={id} /> {SIGNS[id].name}
          </li>
        ))}
      </ul>
      <p id="tl-help">
        Press an instant, a bar or a sign to see what was said around it. Drag or use the arrow keys
        to move, + and - or Ctrl with the wheel to zoom. Tab goes to the bars and signs, the arrow
        keys from one to the next.
      </p>
    </div>
  );
}

export function SignPicture({ sign }: { readonly sign: SignId }) {
  const { outline, filled, colour } = SIGNS[sign];
  return (
    <svg class="sign-picture" width={16} height={16} viewBox="-8 -8 16 16" aria-hidden="true">
      <path class={`sign sign-${colour}${filled ? ' sign-filled' : ''}`} d={outline} />
    </svg>
  );
}
