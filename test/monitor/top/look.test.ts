/** The keys of `roost top`. */
import { describe, expect, test } from 'vitest';
import { FIRST_LOOK, type Ground, type Look, press } from '../../../monitor/top/look.ts';

const ground: Ground = { zones: ['east', 'west'], robots: 30, page: 10 };

/** Letters are typed; words between angle brackets are named keys. */
function after(keys: string, look: Look = FIRST_LOOK): Look | null {
  let now: Look | null = look;
  for (const [, name, letter] of keys.matchAll(/<(\w+)>|(.)/gs)) {
    if (now === null) break;
    now = press(now, name ? { name } : { name: letter, text: letter }, ground);
  }
  return now;
}

describe('keys', () => {
  test('q ends, Ctrl-C ends, also while something is typed', () => {
    expect(after('q')).toBeNull();
    expect(press({ ...FIRST_LOOK, typing: true }, { name: 'c', ctrl: true }, ground)).toBeNull();
  });

  test('scrolling stays within the robots', () => {
    expect(after('<up>')?.scroll).toBe(0);
    expect(after('<down><down><pagedown>')?.scroll).toBe(12);
    expect(after('<end>')?.scroll).toBe(20);
    expect(after('<end><pagedown>')?.scroll).toBe(20);
    expect(after('<end><home>')?.scroll).toBe(0);
  });

  test('s and z go round', () => {
    expect(['s', 'ss', 'sss', 'ssss'].map((keys) => after(keys)?.sort)).toEqual([
      'name',
      'battery',
      'phase',
      'queue',
    ]);
    expect(['z', 'zz', 'zzz'].map((keys) => after(keys)?.zone)).toEqual(['east', 'west', null]);
  });

  test('a search takes letters that are keys otherwise, and nothing that controls', () => {
    expect(after('/q1s')).toMatchObject({ search: 'q1s', typing: true });
    expect(after('/q1s<backspace><return>')).toMatchObject({ search: 'q1', typing: false });
    expect(after('/q1<escape>')).toMatchObject({ search: '', typing: false });
    expect(press({ ...FIRST_LOOK, typing: true }, { text: '\x1b[2J' }, ground)?.search).toBe('[2J');
    expect(after(`/${'x'.repeat(100)}`)?.search).toHaveLength(40);
  });

  test('any key leaves the help', () => {
    expect(after('?')?.help).toBe(true);
    expect(after('?s')).toEqual(FIRST_LOOK);
  });
});
