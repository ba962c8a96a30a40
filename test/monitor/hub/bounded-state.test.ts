/** `hub/state` stays within its bound: calm robots are left out first. */

import { describe, expect, it } from 'vitest';
import { boundedState, MAX_STATE_BYTES } from '../../../monitor/hub/bounded-state.ts';
import type { SwarmView } from '../../../monitor/view/view.ts';
import { fakeSwarm } from '../../support/fake-swarm.ts';

const read = (bytes: Uint8Array | null) => JSON.parse(Buffer.from(bytes!).toString());

describe('the view on its topic', () => {
  it('is whole for a usual swarm', () => {
    const view = fakeSwarm({ robots: 50, pads: 3 });
    const { robotsLeftOut, ...rest } = read(boundedState(view));
    expect(robotsLeftOut).toBe(0);
    expect(rest).toEqual(JSON.parse(JSON.stringify(view)));
  });

  it('leaves calm robots out of a large one, and never one that somebody should look at', () => {
    const view = fakeSwarm({ robots: 3000, pads: 20, zones: 4 });
    const odd = Object.keys(view.robots)[7]!;
    const robots = {
      ...view.robots,
      [odd]: { ...view.robots[odd]!, phase: 'working', fault: 'stuck', pad: null, wait: null },
    };
    const bytes = boundedState({ ...view, robots });
    expect(bytes!.length).toBeLessThanOrEqual(MAX_STATE_BYTES);
    const told = read(bytes);
    expect(told.robotsLeftOut).toBeGreaterThan(1000);
    expect(Object.keys(told.robots).length + told.robotsLeftOut).toBe(3000);
    expect(told.robots[odd].fault).toBe('stuck');
    expect(Object.keys(told.pads)).toHaveLength(20);
  });

  it('has no robots at all before it is too long, and is not told when even that is too long', () => {
    const view: SwarmView = fakeSwarm({ robots: 200, pads: 3 });
    const { robots: _, ...rest } = view;
    const least = JSON.stringify(rest).length + 100;
    const told = read(boundedState(view, least));
    expect([told.robots, told.robotsLeftOut]).toEqual([{}, 200]);
    expect(boundedState(view, 1000)).toBe(null);
  });
});
