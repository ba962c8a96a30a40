/** Which robots' batteries are drawn one by one, where there are too many for all. */
import { useState } from 'preact/hooks';
import { MOST_LINES } from './robots.ts';

interface Props {
  readonly robots: readonly string[];
  /** Empty: the spread of all. */
  readonly chosen: readonly string[];
  lowest(): readonly string[];
  onChoose(chosen: readonly string[]): void;
}

export function RobotPicker({ robots, chosen, lowest, onChoose }: Props) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const add = () => {
    const id = text.trim();
    if (!robots.includes(id)) setProblem(id === '' ? '' : `there is no robot ${id}`);
    else if (chosen.length >= MOST_LINES && !chosen.includes(id)) {
      setProblem(`there is room for ${MOST_LINES}: take one away first`);
    } else {
      setProblem('');
      setText('');
      if (!chosen.includes(id)) onChoose([...chosen, id]);
    }
  };
  return (
    <form
      class="ch-picker"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <button type="button" aria-pressed={chosen.length === 0} onClick={() => onChoose([])}>
        All, as a spread
      </button>
      <button type="button" onClick={() => onChoose(lowest())}>
        The lowest {MOST_LINES}
      </button>
      <label>
        Robot{' '}
        <input
          value={text}
          size={8}
          list="ch-robots"
          autoComplete="off"
          onInput={({ currentTarget: { value } }) => setText(value)}
        />
      </label>
      <datalist id="ch-robots">
        {robots.slice(0, 500).map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      <button type="submit">Add</button>
      {chosen.map((id) => (
        <button
          key={id}
          type="button"
          aria-label={`Take ${id} away`}
          title={`Take ${id} away`}
          onClick={() => onChoose(chosen.filter((each) => each !== id))}
        >
          {id} ×
        </button>
      ))}
      <span role="status" class="tl-problem">
        {problem}
      </span>
    </form>
  );
}
