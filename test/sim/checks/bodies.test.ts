/** S1 of bodies: nobody comes onto a pad on which another stands who could be gone, or is felt. */
import { describe, expect, test } from 'vitest';
import type { Host } from '../../../sim/world/host.ts';
import { at, type IdleBody, Scene, UNDOCK_MS } from './scene.ts';

describe('S1, one body at a time', () => {
  /** r1 stands on the pad without a lease, and runs for so long already. */
  function standing(forMs: number): Scene {
    const scene = new Scene();
    scene.stage.run(forMs);
    (scene.robot(1).body as IdleBody).onPad = 0;
    return scene;
  }

  test('is broken by who comes while another could have driven off', () => {
    const scene = standing(UNDOCK_MS + 150);
    scene.enter(2, at(1));
    expect([scene.broken, scene.what]).toEqual([
      'S1',
      'r2 may enter while r1 still stands on the pad',
    ]);
  });

  test.each<[string, number, (host: Host) => void]>([
    ['has just started', UNDOCK_MS + 50, () => {}],
    ['is dead', 1000, (host) => host.crash('killed', false)],
    ['is frozen', 1000, (host) => host.freeze()],
    [
      'has just thawed',
      1000,
      (host) => {
        host.freeze();
        host.thaw();
      },
    ],
  ])('is kept while the other %s', (_, forMs, change) => {
    const scene = standing(forMs);
    change(scene.robot(1));
    scene.enter(2, at(1));
    expect(scene.broken).toBeNull();
  });
});

/** How long a controller runs already; r1 stands on its pad. */
function felt(runsMs: number): Scene {
  const scene = new Scene();
  scene.stage.run(runsMs);
  (scene.robot(1).body as IdleBody).onPad = 0;
  return scene;
}

describe('S1, at the contacts of a pad', () => {
  test('is broken by a controller that admits while a robot stands on them', () => {
    const scene = felt(1000);
    scene.admit(at(1));
    expect([scene.broken, scene.what]).toEqual([
      'S1',
      'p1 admits r1 while r1 stands on the contacts',
    ]);
  });

  test.each<[string, number, (scene: Scene) => void]>([
    ['nobody stands there', 1000, ({ robots }) => Object.assign(robots[0]!.body!, { onPad: null })],
    ['the controller has just started', 50, () => {}],
    ['the controller is slow', 1000, ({ pad }) => Object.assign(pad, { slowMs: 500 })],
  ])('is kept when %s', (_, runsMs, change) => {
    const scene = felt(runsMs);
    change(scene);
    scene.admit(at(1));
    expect(scene.broken).toBeNull();
  });
});

describe('S1, after a restart', () => {
  const free = (scene: Scene, counter: number) =>
    scene.stage.swarm.onEvent(scene.pad, {
      event: 'release',
      pad: 0,
      fence: at(counter),
      robot: 0,
      reason: 'restarted',
    });

  test('is broken by who frees the pad under a body that still stands on it', () => {
    const scene = felt(1000);
    scene.enter(1, at(3));
    free(scene, 3);
    expect([scene.broken, scene.what]).toEqual([
      'S1',
      'p1 frees the pad of the former life of r1, which still stands on it',
    ]);
  });

  test('is kept when the body is off the pad, or the lease is an older one', () => {
    const off = new Scene();
    off.enter(1, at(3));
    free(off, 3);
    const older = felt(1000);
    older.enter(1, at(3));
    free(older, 2);
    expect([off.broken, older.broken]).toEqual([null, null]);
  });
});

describe('S1, after a thaw', () => {
  /** r1 froze on the pad and thaws; meanwhile r2 was admitted. */
  function thawed(): Scene {
    const scene = felt(1000);
    scene.robot(1).freeze();
    scene.enter(2, at(1), 5000);
    scene.robot(1).thaw();
    return scene;
  }

  test('is broken by a body that does not drive off', () => {
    const scene = thawed();
    scene.stage.run(UNDOCK_MS + 150);
    expect([scene.broken, scene.what]).toEqual([
      'S1',
      'r1 still stands on the pad after it thawed, beside r2',
    ]);
  });

  test('is kept by one that does, in time', () => {
    const scene = thawed();
    scene.stage.run(UNDOCK_MS);
    (scene.robot(1).body as IdleBody).onPad = null;
    scene.stage.run(1000);
    expect(scene.broken).toBeNull();
  });
});
