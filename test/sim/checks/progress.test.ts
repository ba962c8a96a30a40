/** L1 to L3: each check notices when its promise is broken, and says nothing while it is kept. */
import { describe, expect, test } from 'vitest';
import { watchPromises } from '../../../sim/checks/checks.ts';
import { servedWithinMs } from '../../../sim/checks/l1.ts';
import { resumesWithinMs } from '../../../sim/checks/l3.ts';
import { lifeOf } from '../../../src/protocol/queue.ts';
import { at, Scene } from './scene.ts';

describe('L1 and L3, after a heal', () => {
  const robots = 4;

  function healed(): { scene: Scene; resumeMs: number; serveMs: number } {
    const scene = new Scene();
    const { swarm, run } = scene.stage;
    run(2000);
    swarm.onHeal(scene.robots);
    const resumeMs = resumesWithinMs(swarm.options.timing, robots);
    return { scene, resumeMs, serveMs: servedWithinMs(swarm) };
  }

  test('L3 is broken when nobody is admitted within the bound, and not before', () => {
    const { scene, resumeMs, serveMs } = healed();
    expect(resumeMs).toBeLessThan(serveMs);
    scene.stage.run(resumeMs - 1);
    expect(scene.broken).toBeNull();
    scene.stage.run(2);
    expect(scene.broken).toBe('L3');
  });

  test('L3 is kept by one admission, and its time is the worst so far', () => {
    const { scene, resumeMs } = healed();
    scene.stage.run(700);
    scene.visit(3, at(1));
    scene.stage.run(resumeMs);
    expect(scene.broken).toBeNull();
    expect(scene.stage.checks.resumption.worstMs).toBeCloseTo(700);
  });

  test('L1 is broken by those who were never admitted', () => {
    const { scene, serveMs } = healed();
    scene.visit(3, at(1));
    scene.visit(1, at(2));
    scene.stage.run(serveMs - 1);
    expect([scene.broken, scene.stage.checks.served.done]).toEqual([null, false]);
    scene.stage.run(2);
    expect(scene.broken).toBe('L1');
    expect(scene.what).toMatch(/: r2, r4$/);
  });

  test('L1 is kept when everybody in the core was admitted', () => {
    const { scene, serveMs } = healed();
    [3, 1, 4, 2].forEach((number, place) => {
      scene.visit(number, at(place + 1));
    });
    expect(scene.stage.checks.served.done).toBe(true);
    scene.stage.run(serveMs + 1);
    expect(scene.broken).toBeNull();
  });

  test('both are asked for no more when new faults come, and not of an empty core', () => {
    const { scene, serveMs } = healed();
    scene.stage.checks.served.interrupt();
    scene.stage.checks.resumption.interrupt();
    scene.stage.swarm.onHeal([]);
    scene.stage.run(serveMs + 1);
    expect(scene.broken).toBeNull();
  });

  test('a later heal has a bound of its own', () => {
    const { scene, resumeMs } = healed();
    scene.stage.run(resumeMs - 10);
    scene.stage.checks.resumption.interrupt();
    scene.stage.swarm.onHeal(scene.robots);
    scene.stage.run(resumeMs - 10);
    expect(scene.broken).toBeNull();
    scene.stage.run(11);
    expect(scene.broken).toBe('L3');
  });
});

describe('L1, in a run without faults', () => {
  /** r2 has asked for the pad. */
  function asked(undisturbed: boolean): { scene: Scene; serveMs: number } {
    const scene = new Scene();
    const { swarm, run } = scene.stage;
    swarm.observers.length = 0;
    watchPromises(swarm, { clocksWithinBound: true, undisturbed });
    run(2000);
    const request = { pad: 0, epoch: 50, number: [1, 1], urgency: 1 } as const;
    swarm.onEvent(scene.robot(2), { event: 'request', ...request });
    return { scene, serveMs: servedWithinMs(swarm) };
  }

  test('is broken by a request that is not served', () => {
    const { scene, serveMs } = asked(true);
    scene.visit(1, at(1));
    scene.stage.run(serveMs - 1);
    expect(scene.broken).toBeNull();
    scene.stage.run(2);
    expect([scene.broken, scene.what]).toEqual([
      'L1',
      expect.stringMatching(/^r2 asked, and was not admitted within \d+ ms$/),
    ]);
  });

  test('is broken when whoever asked went down, and nobody was admitted', () => {
    const { scene, serveMs } = asked(true);
    scene.robot(2).crash('battery empty', false);
    scene.stage.run(serveMs + 1);
    expect([scene.broken, scene.what]).toEqual(['L1', expect.stringContaining('nobody was')]);
  });

  test('is kept by an entry, and not asked for while faults may come', () => {
    const { scene, serveMs } = asked(true);
    scene.visit(2, at(1));
    scene.stage.run(serveMs + 1);
    const disturbed = asked(false);
    disturbed.scene.stage.run(serveMs + 1);
    expect([scene.broken, disturbed.scene.broken]).toEqual([null, null]);
  });
});

describe('L2', () => {
  /** The token is passed to r1 while r2 waits, and others come before it so often. */
  function overtaken(times: number): Scene {
    const scene = new Scene({ maxOvertakes: 2 });
    scene.token(1, [2], at(1));
    for (let time = 1; time <= times; time += 1) scene.visit(3, at(time + 1));
    return scene;
  }

  test('is broken by one overtaking more than the bound', () => {
    const scene = overtaken(3);
    expect([scene.broken, scene.what]).toEqual(['L2', 'r2 was overtaken 3 times, at last by r3']);
  });

  test('is kept at the bound', () => {
    const scene = overtaken(2);
    expect([scene.broken, scene.stage.checks.overtaking.worst]).toEqual([null, 2]);
  });

  test.each<[string, number, (scene: Scene) => void]>([
    ['a new token', 51, (scene) => scene.token(1, [2], at(1, 51))],
    ['an entry of its own', 50, (scene) => scene.visit(2, at(4))],
    ['giving up', 50, (scene) => scene.token(1, [4], at(4))],
    [
      'a new life',
      50,
      (scene) => {
        scene.robot(2).crash('killed', false);
        scene.robot(2).start();
      },
    ],
  ])('%s begins the count anew', (_, epoch, change) => {
    const scene = overtaken(2);
    change(scene);
    scene.visit(3, at(9, epoch));
    expect(scene.broken).toBeNull();
  });

  test('what a former life has asked for, and a passer still names, is overtaken by nobody', () => {
    const named = (life: number) => {
      const scene = new Scene({ maxOvertakes: 0 });
      scene.say(scene.robot(2), { kind: 'welcome', answers: [] }, 5);
      scene.token(1, [2], at(1));
      scene.say(scene.robot(1), {
        kind: 'token',
        pad: 0,
        to: 2,
        toBoot: 1,
        fence: at(1),
        released: null,
        lastServed: [0, 0, 0, 0],
        queue: [{ robot: scene.robot(2).index, life, urgency: 0, overtaken: 0 }],
      });
      scene.visit(3, at(2));
      return scene.broken;
    };
    expect(named(lifeOf(4))).toBeNull();
    expect(named(lifeOf(5))).toBe('L2');
  });

  test('a robot that the token is on its way to is overtaken by nobody', () => {
    const scene = overtaken(2);
    scene.token(2, [], at(4));
    scene.visit(3, at(5));
    expect(scene.broken).toBeNull();
  });

  test('who asked earlier overtakes nobody', () => {
    const scene = new Scene({ maxOvertakes: 0 });
    scene.token(1, [3], at(1));
    scene.stage.run(10);
    scene.token(1, [3, 2], at(2));
    scene.visit(3, at(3));
    expect(scene.broken).toBeNull();
  });
});
