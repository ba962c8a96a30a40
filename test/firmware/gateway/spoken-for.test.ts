/** One connection for one member: there while it is heard, and only one at a time. */
import { describe, expect, it } from 'vitest';
import { SpokenFor } from '../../../firmware/gateway/spoken-for.ts';
import type { TelemetryOptions } from '../../../firmware/telemetry/telemetry.ts';
import { Schedule } from '../../../sim/world/schedule.ts';
import { FakeTelemetry, settle } from './fake-telemetry.ts';

class Stage {
  readonly schedule = new Schedule();
  readonly links: FakeTelemetry[] = [];
  readonly told: string[] = [];
  readonly spoken = new SpokenFor({
    timeline: this.schedule,
    silenceMs: 1000,
    open: () => {
      const link = new FakeTelemetry({} as TelemetryOptions);
      this.links.push(link);
      return link;
    },
    onSilence: () => void this.told.push('silence'),
    onReturn: () => void this.told.push('return'),
  });

  run(ms: number): void {
    this.schedule.run(this.schedule.nowMs + ms);
  }

  get open(): boolean[] {
    return this.links.map(({ isOpen }) => isOpen);
  }
}

describe('the connection', () => {
  it('is there from the first report, for as long as the member is heard', () => {
    const stage = new Stage();
    for (let second = 0; second < 20; second += 1) {
      stage.run(999);
      stage.spoken.heard();
    }
    stage.run(999);
    expect(stage.open).toEqual([true]);
    stage.run(1);
    expect(stage.open).toEqual([false]);
    expect(stage.told).toEqual(['silence']);
  });

  it('comes back when the member does, without its old state', async () => {
    const stage = new Stage();
    stage.spoken.state({ battery: 1 });
    stage.run(1000);
    stage.links[0]!.leave();
    await settle();
    stage.run(5000);
    expect(stage.open).toEqual([false]);
    stage.spoken.heard();
    expect(stage.open).toEqual([false, true]);
    expect(stage.links[1]!.states).toEqual([]);
    expect(stage.told).toEqual(['silence', 'return']);
    stage.run(1000);
    expect(stage.open).toEqual([false, false]);
  });

  it('does not come back before the former one has said offline', async () => {
    const stage = new Stage();
    stage.run(1000);
    stage.run(10);
    stage.spoken.heard();
    stage.spoken.state({ battery: 7 });
    stage.spoken.event({ lost: true });
    await settle();
    expect(stage.open).toEqual([false]);
    stage.links[0]!.leave();
    await settle();
    expect(stage.open).toEqual([false, true]);
    // What was heard meanwhile is shown; an event of that moment is lost.
    expect(stage.links[1]!.states).toEqual([{ battery: 7 }]);
    expect(stage.links[1]!.events).toEqual([]);
  });

  it('passes states and events on', () => {
    const stage = new Stage();
    stage.spoken.state({ battery: 7 });
    stage.spoken.event({ seq: 1 });
    expect([stage.links[0]!.states, stage.links[0]!.events]).toEqual([
      [{ battery: 7 }],
      [{ seq: 1 }],
    ]);
  });
});

describe('the end', () => {
  it('closes the connection once, and nothing opens another', async () => {
    const stage = new Stage();
    const done = stage.spoken.close();
    expect(stage.open).toEqual([false]);
    stage.links[0]!.leave();
    await done;
    await stage.spoken.close();
    stage.spoken.heard();
    stage.spoken.state({});
    stage.run(5000);
    expect(stage.open).toEqual([false]);
    expect(stage.told).toEqual([]);
  });

  it('waits for a connection that is taking leave', async () => {
    const stage = new Stage();
    stage.run(1000);
    stage.spoken.heard();
    let over = false;
    void stage.spoken.close().then(() => {
      over = true;
    });
    await settle();
    expect(over).toBe(false);
    stage.links[0]!.leave();
    await settle();
    expect([over, stage.open]).toEqual([true, [false]]);
  });
});
