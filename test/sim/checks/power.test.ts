/** S6: power only under a live lease, not beyond its end, and none from a pad that knows that it is not safe. */
import { describe, expect, test } from 'vitest';
import type { ReleaseReason } from '../../../src/protocol/output.ts';
import { LAN_TIMING } from '../../../src/radio/timing.ts';
import { at, Scene } from './scene.ts';

const LEASE = LAN_TIMING.leaseMs;

/** A pad of which the test says what it does. */
class Powered extends Scene {
  grant(forMs: number = LEASE): this {
    const untilMs = this.pad.localMs() + forMs;
    this.stage.swarm.onPadCommand(this.pad, { do: 'power', on: true, untilMs });
    return this;
  }

  off(): this {
    this.stage.swarm.onPadCommand(this.pad, { do: 'power', on: false });
    return this;
  }

  report(fault: string | null): this {
    this.stage.swarm.onPadReport(this.pad, { contact: true, fault, alarm: null });
    return this;
  }

  release(reason: ReleaseReason = 'released'): this {
    const event = { event: 'release', pad: 0, fence: at(1), robot: 0, reason } as const;
    this.stage.swarm.onEvent(this.pad, event);
    return this;
  }

  wait(forMs: number): this {
    this.stage.run(forMs);
    return this;
  }
}

function leased(): Powered {
  const scene = new Powered();
  scene.admit(at(1));
  return scene;
}

describe('S6 is broken by a pad that', () => {
  test.each<[string, () => Powered]>([
    ['p1 gives power without a lease', () => new Powered().grant()],
    ['p1 gives power without a lease', () => leased().release().grant()],
    ['p1 gives power for longer than a lease', () => leased().grant(LEASE + 1)],
    ['p1 gives power when its lease is over', () => leased().grant().release().wait(1)],
    [
      'p1 gave power for 500 ms after its lease',
      () =>
        leased()
          .grant()
          .wait(LEASE - 500)
          .release('lease-over')
          .off(),
    ],
    ['p1 gives power although it burns', () => leased().report('it burns').grant()],
    [
      'p1 is not safe to use, and still gives power',
      () => leased().grant().report('it burns').wait(1),
    ],
  ])('%s', (what, act) => {
    const scene = act();
    expect([scene.broken, scene.what]).toEqual(['S6', what]);
  });

  test('admits somebody while it is not safe', () => {
    const scene = new Powered().report('it burns');
    scene.admit(at(1));
    expect([scene.broken, scene.what]).toEqual(['S6', 'p1 admits r1 although it burns']);
  });
});

describe('S6 is kept by a pad that', () => {
  test.each<[string, () => Powered]>([
    ['gives power to the end of each renewal', () => leased().grant().wait(1000).grant()],
    ['is off at the instant at which the lease ends', () => leased().grant().release().off()],
    ['lets it run out', () => leased().grant().wait(LEASE).release('lease-over').off()],
    ['is off at the instant at which it breaks', () => leased().grant().report('it burns').off()],
    ['is mended', () => leased().report('it burns').report(null).grant()],
    [
      'dies with the power on: its relay keeps the lease, and its next life knows nothing',
      () => {
        const scene = leased().grant();
        scene.pad.crash('killed', false);
        return scene;
      },
    ],
  ])('%s', (_, act) => {
    const scene = act().wait(10);
    expect([scene.broken, scene.what]).toEqual([null, '']);
  });
});
