/** Who gets what when frames overlap. All on the plain radio: a byte is a millisecond. */
import { describe, expect, test } from 'vitest';
import type { ListenBeforeTalk } from '../../../src/radio/profile.ts';
import { CUT_OFF, PLAIN, Stage } from './stage.ts';

const LISTENING: ListenBeforeTalk = {
  senseDbm: -90,
  turnaroundMs: 0.2,
  slotMs: 1,
  minExponent: 3,
  maxExponent: 5,
  tries: 8,
  afterwards: 'drop',
};

/** A, B and C in a row: A and C do not hear each other. */
function row(profile = PLAIN): Stage {
  const stage = new Stage({ profile, stations: 3 });
  stage.air.setGain(0, 2, CUT_OFF);
  stage.air.setGain(2, 0, CUT_OFF);
  return stage;
}

describe('hidden terminals: A and C cannot hear each other, B hears both', () => {
  test('B loses both', () => {
    const stage = row();
    stage.sendAt(0, 0);
    stage.sendAt(20, 2);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 collision', '2 collision']);
    expect(stage.at(0)).toEqual(['2 faded']);
    expect(stage.at(2)).toEqual(['0 faded']);
  });

  test('B gets the stronger when it is louder by the capture threshold', () => {
    const stage = row();
    stage.air.setGain(0, 1, 6.1);
    stage.sendAt(0, 0);
    stage.sendAt(20, 2);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0', '2 collision']);
  });

  test('a little less than the threshold is not enough', () => {
    const stage = row();
    stage.air.setGain(0, 1, 5.9);
    stage.sendAt(0, 0);
    stage.sendAt(20, 2);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 collision', '2 collision']);
  });

  test('a stronger one that comes second is taken during the preamble, and destroys both after it', () => {
    const during = row();
    during.air.setGain(2, 1, 10);
    during.sendAt(0, 0);
    during.sendAt(4, 2);
    during.timeline.run();
    expect(during.at(1)).toEqual(['0 collision', '2']);

    const after = row();
    after.air.setGain(2, 1, 10);
    after.sendAt(0, 0);
    after.sendAt(6, 2);
    after.timeline.run();
    expect(after.at(1)).toEqual(['0 collision', '2 collision']);
  });

  test('listening does not help: who is not heard is not waited for', () => {
    const stage = row({ ...PLAIN, listenBeforeTalk: LISTENING });
    stage.sendAt(0, 0);
    stage.sendAt(20, 2);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 collision', '2 collision']);
  });

  test('nor does it where one is heard but too faint to be noticed', () => {
    const stage = row({ ...PLAIN, listenBeforeTalk: LISTENING });
    stage.air.setGain(0, 2, -35);
    stage.sendAt(0, 0);
    stage.sendAt(20, 2);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 collision', '2 collision']);
  });
});

test('listening avoids the collision of those who hear each other', () => {
  const deafened = new Stage({ profile: PLAIN, stations: 3 });
  const listening = new Stage({
    profile: { ...PLAIN, listenBeforeTalk: LISTENING },
    stations: 3,
  });
  for (const stage of [deafened, listening]) {
    stage.sendAt(0, 0);
    stage.sendAt(20, 2);
    stage.timeline.run();
  }
  expect(deafened.at(1)).toEqual(['0 collision', '2 collision']);
  expect(listening.at(1)).toEqual(['0', '2']);
  expect(listening.lost()).toEqual([]);
});

test('interference is added in milliwatts, and only what is on the air at once', () => {
  // Station 3 wants station 0; 1 and 2 reach it 7 dB weaker each: 4 dB weaker together.
  // Station 4, the faintest, comes last: what was worse before it still counts.
  const outcome = (secondMs: number): string[] => {
    const stage = new Stage({ profile: PLAIN, stations: 5 });
    stage.air.setGain(4, 3, -20);
    stage.air.setGain(1, 3, -7);
    stage.air.setGain(2, 3, -7);
    stage.sendAt(0, 0, 40);
    stage.sendAt(10, 1, 5);
    stage.sendAt(secondMs, 2, 5);
    stage.sendAt(30, 4, 5);
    stage.timeline.run();
    return stage.at(3);
  };
  expect(outcome(12)).toContain('0 collision');
  expect(outcome(16)).toContain('0');
});

test('a signal too weak to be heard still disturbs another that is nearly so', () => {
  const stage = new Stage({ profile: PLAIN, stations: 3 });
  stage.air.setGain(0, 2, -39);
  stage.air.setGain(1, 2, -41);
  stage.sendAt(0, 0);
  stage.sendAt(10, 1);
  stage.sendAt(100, 0);
  stage.timeline.run();
  expect(stage.at(2)).toEqual(['0 collision', '1 faded', '0']);
});

test('each receiver decides for itself', () => {
  const stage = new Stage({ profile: PLAIN, stations: 5 });
  stage.air.setGain(0, 3, CUT_OFF);
  stage.air.setGain(1, 4, -20);
  stage.sendAt(0, 0);
  stage.sendAt(10, 1);
  stage.timeline.run();
  expect(stage.at(2)).toEqual(['0 collision', '1 collision']);
  expect(stage.at(3)).toEqual(['0 faded', '1']);
  expect(stage.at(4)).toEqual(['0', '1 collision']);
});

test('a link may work in one direction only', () => {
  const stage = new Stage({ profile: PLAIN, stations: 2 });
  stage.air.setGain(1, 0, -41);
  stage.sendAt(0, 0);
  stage.sendAt(100, 1);
  stage.timeline.run();
  expect(stage.at(1)).toEqual(['0']);
  expect(stage.at(0)).toEqual(['1 faded']);
});

describe('half-duplex', () => {
  test.each([
    ['begins before the own frame', 0, 20, 10, 40],
    ['begins in it', 10, 20, 0, 40],
    ['contains it', 0, 40, 10, 5],
  ])('a frame that %s is not heard', (_what, otherMs, otherBytes, ownMs, ownBytes) => {
    const stage = new Stage({ profile: PLAIN, stations: 2 });
    stage.sendAt(otherMs, 1, otherBytes);
    stage.sendAt(ownMs, 0, ownBytes);
    stage.sendAt(100, 1);
    stage.timeline.run();
    expect(stage.at(0)).toEqual(['1 deaf', '1']);
  });

  test('who stops sending in the middle of a frame does not catch the rest', () => {
    const stage = new Stage({ profile: PLAIN, stations: 3 });
    stage.air.setGain(0, 2, CUT_OFF);
    stage.sendAt(0, 0, 10);
    stage.sendAt(5, 1, 40);
    stage.timeline.run();
    expect(stage.at(0)).toEqual(['1 deaf']);
    expect(stage.at(2)).toEqual(['0 faded', '1']);
  });

  test('after its own frame a station is free for a new one, though the old one goes on faintly', () => {
    const stage = new Stage({ profile: PLAIN, stations: 3 });
    stage.air.setGain(1, 0, -20);
    stage.sendAt(0, 1, 60);
    stage.sendAt(10, 0, 5);
    stage.sendAt(30, 2, 10);
    stage.timeline.run();
    expect(stage.at(0)).toEqual(['2', '1 deaf']);
  });

  test('links for themselves, as on a LAN, have none of this', () => {
    const lan = new Stage({
      profile: { medium: 'switched', hopMs: 40, mtuBytes: 99, receivedDbm: 0, sensitivityDbm: -40 },
      stations: 3,
    });
    lan.sendAt(0, 0);
    lan.sendAt(10, 1);
    lan.timeline.run();
    expect(lan.heard().map(({ heard, atMs }) => [heard, atMs])).toEqual([
      [1, 40],
      [2, 40],
      [0, 50],
      [2, 50],
    ]);
  });
});

describe('a cut link', () => {
  test('carries nothing in its direction, whatever the gain, until it is restored', () => {
    const stage = new Stage({ profile: PLAIN, stations: 3 });
    stage.air.setLink(0, 1, false);
    stage.air.setGain(0, 1, 30);
    stage.sendAt(0, 0);
    stage.sendAt(100, 1);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 cut']);
    expect(stage.at(2)).toEqual(['0', '1']);
    expect(stage.at(0)).toEqual(['1']);
    stage.air.setLink(0, 1, true);
    stage.sendAt(200, 0);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 cut', '0']);
  });

  test.each([
    ['cut in the middle of a frame', true, false],
    ['restored in the middle of a frame', false, true],
  ])('%s: the frame is lost', (_what, before, after) => {
    const stage = new Stage({ profile: PLAIN, stations: 2 });
    stage.air.setLink(0, 1, before);
    stage.sendAt(0, 0);
    stage.timeline.at(20, () => stage.air.setLink(0, 1, after));
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 cut']);
  });

  test('brings no interference', () => {
    const stage = new Stage({ profile: PLAIN, stations: 3 });
    stage.air.setLink(2, 1, false);
    stage.sendAt(0, 0);
    stage.sendAt(10, 2);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0', '2 cut']);
  });

  test('or a gain that is too small, also where nothing collides', () => {
    const stage = new Stage({
      profile: {
        medium: 'switched',
        hopMs: 1,
        mtuBytes: 99,
        receivedDbm: -60,
        sensitivityDbm: -100,
      },
      stations: 4,
    });
    stage.air.setLink(0, 1, false);
    stage.air.setGain(0, 2, -40.1);
    stage.air.setGain(0, 3, -40);
    stage.sendAt(0, 0);
    stage.timeline.run();
    expect([1, 2, 3].map((station) => stage.at(station))).toEqual([['0 cut'], ['0 faded'], ['0']]);
  });
});
