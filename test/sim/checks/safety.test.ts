/** S1 to S5: each check notices when its promise is broken, and says nothing while it is kept. */
import { describe, expect, test } from 'vitest';
import { watchPromises } from '../../../sim/checks/checks.ts';
import type { Fence } from '../../../src/protocol/fence.ts';
import { at, Scene } from './scene.ts';

describe('S1, one belief at a time', () => {
  test('is broken by a second robot under a live lease', () => {
    const scene = new Scene();
    scene.enter(1, at(1));
    scene.enter(2, at(2));
    expect(scene.broken).toBe('S1');
    expect(scene.what).toBe(
      'r2 believes that it may be on the pad with (50,2), beside r1 with (50,1)',
    );
  });

  test('is broken by a renewal under the lease of another', () => {
    const scene = new Scene();
    scene.enter(1, at(1), 100);
    scene.stage.run(150);
    scene.enter(2, at(2));
    expect(scene.broken).toBeNull();
    const untilMs = scene.robot(1).localMs() + 100;
    const renewal = { event: 'renew', pad: 0, fence: at(1), untilMs } as const;
    scene.stage.swarm.onEvent(scene.robot(1), renewal);
    expect(scene.broken).toBe('S1');
  });

  test.each<[string, (scene: Scene) => void]>([
    ['the first has left', (scene) => scene.exit(1, at(1))],
    ['its lease is over', (scene) => scene.stage.run(1001)],
    ['its process is gone', (scene) => scene.robot(1).crash('killed', false)],
    [
      'its clock has jumped past the end',
      (scene) => scene.robot(1).changeClock((clock, nowMs) => clock.step(1001, nowMs)),
    ],
  ])('is kept when %s', (_, change) => {
    const scene = new Scene();
    scene.enter(1, at(1));
    change(scene);
    scene.enter(2, at(2));
    expect(scene.broken).toBeNull();
  });

  test('is kept with a robot on each of two pads', () => {
    const scene = new Scene({ pads: 2 });
    scene.enter(1, at(1));
    const untilMs = scene.robot(2).localMs() + 1000;
    const other = { event: 'enter', pad: 1, fence: at(1), untilMs } as const;
    scene.stage.swarm.onEvent(scene.robot(2), other);
    expect(scene.broken).toBeNull();
  });

  test('is not asked for where clocks may go wrong beyond the bound, and S2 is', () => {
    const scene = new Scene();
    const { swarm } = scene.stage;
    swarm.observers.length = 0;
    watchPromises(swarm, { clocksWithinBound: false, undisturbed: false });
    scene.enter(1, at(1));
    scene.enter(2, at(2));
    expect(scene.broken).toBeNull();
    for (const number of [1, 2])
      swarm.onEvent(scene.robot(number), { event: 'leader', leader: number - 1, epoch: 50 });
    expect(scene.broken).toBe('S2');
  });
});

describe('S2', () => {
  const lead = (scene: Scene, number: number, epoch: number) =>
    scene.stage.swarm.onEvent(scene.robot(number), {
      event: 'leader',
      leader: number - 1,
      epoch,
    });
  const mint = (scene: Scene, number: number, fence: Fence, pad = 0) =>
    scene.stage.swarm.onEvent(scene.robot(number), {
      event: 'mint',
      pad,
      fence,
      reason: 'holder-silent',
    });

  test('is broken by a second leader of an epoch', () => {
    const scene = new Scene();
    lead(scene, 1, 50);
    lead(scene, 2, 50);
    expect([scene.broken, scene.what]).toEqual(['S2', 'r1 and r2 both lead epoch 50']);
  });

  test.each([1, 2])('is broken by a second token of an epoch, of r%i', (second) => {
    const scene = new Scene();
    mint(scene, 1, at(1));
    mint(scene, second, at(2));
    expect(scene.broken).toBe('S2');
  });

  test('is kept by who says it twice, other epochs, and another pad', () => {
    const scene = new Scene({ pads: 2 });
    lead(scene, 1, 50);
    lead(scene, 1, 50);
    lead(scene, 2, 51);
    // Heard by another, and not claimed by it.
    scene.stage.swarm.onEvent(scene.robot(3), { event: 'leader', leader: 1, epoch: 50 });
    mint(scene, 1, at(1));
    mint(scene, 1, at(1), 1);
    mint(scene, 2, at(1, 51));
    expect(scene.broken).toBeNull();
  });
});

describe('S3', () => {
  test.each([2, 1])('is broken by (50,%i) after (50,2)', (counter) => {
    const scene = new Scene();
    scene.admit(at(2));
    scene.admit(at(counter));
    expect(scene.broken).toBe('S3');
    expect(scene.what).toBe(`p1 admits (50,${counter}) after (50,2)`);
  });

  test('is broken by who forgets in a restart what others have heard', () => {
    const scene = new Scene();
    scene.admit(at(2));
    scene.tellAdmitted(scene.pad, at(2));
    scene.pad.crash('killed', false);
    scene.pad.start();
    scene.admit(at(2));
    expect(scene.broken).toBe('S3');
  });

  test('is kept by fences that rise, and by what nobody had heard', () => {
    const scene = new Scene();
    scene.admit(at(1));
    scene.admit(at(9));
    scene.admit(at(1, 51));
    scene.pad.crash('killed', false);
    scene.pad.start();
    scene.admit(at(1, 51));
    expect(scene.broken).toBeNull();
  });

  test('is of each acceptor by itself', () => {
    const scene = new Scene({ guard: 'robots' });
    for (const host of scene.robots)
      scene.stage.swarm.onEvent(host, { event: 'admit', pad: 0, fence: at(1), robot: 0 });
    expect(scene.broken).toBeNull();
  });
});

describe('S4', () => {
  test.each([at(2), at(1), at(9, 49)])(
    'is broken by an entry with $epoch,$counter after 50,2',
    (fence) => {
      const scene = new Scene();
      scene.visit(1, at(2));
      scene.visit(2, fence);
      expect(scene.broken).toBe('S4');
    },
  );

  test('is kept by fences that rise', () => {
    const scene = new Scene();
    scene.visit(1, at(2));
    scene.visit(1, at(3));
    scene.visit(2, at(1, 51));
    expect(scene.broken).toBeNull();
  });

  const hold = (scene: Scene, epoch: number) =>
    scene.say(scene.robot(1), { kind: 'hold', pad: 0, fence: at(1, epoch), asking: [] });
  const enter = (scene: Scene, epoch: number) =>
    scene.say(scene.robot(1), {
      kind: 'enter',
      pad: 0,
      fence: at(1, epoch),
      attempt: 1,
      released: null,
    });

  test('is broken by who goes back to a token of an older epoch', () => {
    const scene = new Scene();
    hold(scene, 51);
    enter(scene, 50);
    expect([scene.broken, scene.what]).toEqual([
      'S4',
      'r1 sent enter of (50,1) although it had spoken of epoch 51',
    ]);
  });

  test('is broken by an acceptor that admits what it has refused as older', () => {
    const scene = new Scene();
    const refusal = { robot: 1, attempt: 1, reason: 'stale', waitMs: 0 } as const;
    const fences = { fence: at(1), highest: at(1, 51) };
    scene.say(scene.pad, { kind: 'refuse', pad: 0, ...refusal, ...fences });
    scene.tellAdmitted(scene.pad, at(2));
    expect(scene.broken).toBe('S4');
  });

  test('is kept by who has forgotten in a restart, and by another member', () => {
    const scene = new Scene();
    hold(scene, 51);
    scene.say(scene.robot(2), { kind: 'hold', pad: 0, fence: at(9), asking: [] });
    scene.robot(1).crash('killed', false);
    scene.robot(1).start();
    enter(scene, 50);
    expect(scene.broken).toBeNull();
  });
});

describe('S5', () => {
  test('is broken by two votes in an epoch', () => {
    const scene = new Scene();
    scene.vote(1, 2, 50);
    scene.vote(1, 3, 50);
    expect([scene.broken, scene.what]).toEqual(['S5', 'r1 voted for r2 and r3 in epoch 50']);
  });

  test('is broken by a claim after a vote for another', () => {
    const scene = new Scene();
    scene.vote(1, 2, 50);
    scene.say(scene.robot(1), { kind: 'claim', epoch: 50 });
    expect(scene.broken).toBe('S5');
  });

  test.each<[string, (scene: Scene) => void]>([
    ['votes', (scene) => scene.vote(1, 2, 50)],
    ['claims', (scene) => scene.say(scene.robot(1), { kind: 'claim', epoch: 50 })],
    ['admits', (scene) => scene.tellAdmitted(scene.robot(1), at(1))],
  ])('is broken by who has lost its disk and %s', (_, speak) => {
    const scene = new Scene();
    scene.vote(1, 3, 49);
    scene.robot(1).disk.wipe();
    speak(scene);
    expect([scene.broken, scene.what]).toEqual(['S5', expect.stringContaining('lost its disk')]);
  });

  test('is kept by who lost a disk that had promised nothing: it was no member yet', () => {
    const scene = new Scene();
    scene.robot(1).disk.wipe();
    scene.vote(1, 2, 50);
    scene.tellAdmitted(scene.robot(1), at(1));
    expect(scene.broken).toBeNull();
  });

  test('is kept by the same vote again, other epochs, and a pad with a new disk', () => {
    const scene = new Scene();
    scene.vote(1, 2, 50);
    scene.vote(1, 2, 50);
    scene.vote(1, 3, 51);
    scene.vote(2, 3, 50);
    scene.say(scene.robot(3), { kind: 'claim', epoch: 50 });
    scene.vote(3, 3, 50);
    scene.pad.disk.wipe();
    scene.tellAdmitted(scene.pad, at(1));
    expect(scene.broken).toBeNull();
  });

  test('is broken by a new life under an old boot number, and not when the disk was lost', () => {
    const restarted = (): Scene => {
      const scene = new Scene();
      scene.say(scene.robot(1), { kind: 'welcome', answers: [] }, 4);
      scene.robot(1).crash('killed', false);
      scene.robot(1).start();
      return scene;
    };
    const scene = restarted();
    scene.say(scene.robot(1), { kind: 'welcome', answers: [] }, 4);
    expect([scene.broken, scene.what]).toEqual([
      'S5',
      'r1 speaks in a new life under the old boot number 4',
    ]);
    const rising = restarted();
    rising.say(rising.robot(1), { kind: 'welcome', answers: [] }, 5);
    const wiped = restarted();
    wiped.robot(1).disk.wipe();
    wiped.say(wiped.robot(1), { kind: 'welcome', answers: [] }, 1);
    expect([rising.broken, wiped.broken]).toEqual([null, null]);
  });
});
