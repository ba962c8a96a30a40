/** Commands: told on the right topic, answered once, and kept with who asked. */

import { describe, expect, it } from 'vitest';
import { HubStage, START_MS } from './stage.ts';

const ALL = { fromMs: START_MS - 1000, toMs: START_MS + 86_400_000 };
const CHARGE = { verb: 'charge', member: 'r1', reason: null } as const;

function commandsOf(stage: HubStage) {
  stage.history.flush();
  return stage.hub.queries!.commands(ALL).commands;
}

describe('a command', () => {
  it('goes to the member with a name, and its answer comes back', async () => {
    const stage = new HubStage();
    const answer = stage.hub.command(CHARGE, 'alice');
    const [sent] = stage.publishedOn('roost/orchard/robots/r1/cmd/charge');
    expect(JSON.parse(sent!.text)).toEqual({ transaction: 't1', by: 'alice' });
    expect(sent!.retain).toBe(false);
    expect(commandsOf(stage)[0]!.outcome).toBe('sent');
    stage.hear('robots/r1/cmd/charge/reply', { status: 'ok', transaction: 't1' });
    expect(await answer).toEqual({ schemaVersion: 1, ok: true, error: null, outcome: 'ok' });
    expect(commandsOf(stage)).toEqual([
      { ...CHARGE, atMs: START_MS, by: 'alice', outcome: 'ok', error: null },
    ]);
  });

  it('is not answered by others, by other names, or by nonsense', async () => {
    const stage = new HubStage();
    const answer = stage.hub.command(CHARGE, 'alice');
    const ok = { status: 'ok', transaction: 't1' };
    stage.hear('robots/r2/cmd/charge/reply', ok);
    stage.hear('robots/r1/cmd/hold/reply', ok);
    stage.hear('robots/r1/cmd/charge/reply', { ...ok, transaction: 't2' });
    stage.hear('robots/r1/cmd/charge/reply', '{');
    stage.hear('robots/r1/cmd/charge/reply', `${JSON.stringify(ok)}${' '.repeat(9000)}`);
    const refusal = { status: 'error', error: `full${'!'.repeat(999)}`, transaction: 't1' };
    stage.hear('robots/r1/cmd/charge/reply', refusal);
    const { ok: isOk, error, outcome } = await answer;
    expect([isOk, outcome]).toEqual([false, 'refused']);
    expect(error).toMatch(/^full!{100,}$/);
    expect(error!.length).toBe(500);
  });

  it('ends without an answer after a while', async () => {
    const stage = new HubStage();
    const answer = stage.hub.command(CHARGE, 'alice');
    await stage.wait(5000);
    expect(await answer).toMatchObject({
      outcome: 'no-answer',
      error: 'r1 did not answer within 5 s; whether it does it is not known',
    });
    // Too late to change anything.
    stage.hear('robots/r1/cmd/charge/reply', { status: 'ok', transaction: 't1' });
    await stage.wait(1000);
    expect(commandsOf(stage)[0]!.outcome).toBe('no-answer');
  });

  it('is not sent without a broker, and says so', async () => {
    const stage = new HubStage();
    stage.linkTakes = false;
    const { outcome, error } = await stage.hub.command(CHARGE, 'alice');
    expect([outcome, error]).toEqual([
      'no-answer',
      'there is no connection to the broker: nothing was sent',
    ]);
  });

  it('of which too many wait is refused', async () => {
    const stage = new HubStage();
    const all = Array.from({ length: 65 }, () => stage.hub.command(CHARGE, 'alice'));
    expect((await all[64]!).error).toMatch(/too many commands wait/);
    await stage.hub.close();
    expect((await all[0]!).error).toMatch(/the hub ended/);
  });
});

describe('a pad that a person takes from a robot', () => {
  const release = (pad: string) =>
    ({ verb: 'release', member: pad, reason: 'r2 is dead' }) as const;

  it('is told so itself where it has a controller; it stands in the timeline', async () => {
    const stage = new HubStage();
    void stage.hub.command(release('p1'), 'alice');
    const [sent] = stage.publishedOn('roost/orchard/pads/p1/cmd/release');
    expect(JSON.parse(sent!.text)).toEqual({
      ...{ transaction: 't1', by: 'alice', reason: 'r2 is dead' },
    });
    stage.history.flush();
    expect(stage.hub.queries!.timeline(ALL, 'east').marks).toEqual([
      {
        ...{ atMs: START_MS, what: 'command', from: 'p1', pad: 'p1', epoch: null },
        text: 'alice asks: release p1: r2 is dead',
      },
    ]);
  });

  it('is told to the leader where the robots guard it', async () => {
    const stage = new HubStage();
    const nobody = await stage.hub.command(release('p2'), 'alice');
    expect(nobody.error).toMatch(/no robot leads the zone of p2 now/);
    expect(commandsOf(stage)[0]).toMatchObject({ by: 'alice', outcome: 'refused' });
    stage.hear('robots/r2/availability', 'online');
    stage.state('r2', { phase: 'working', leader: 'r2', epoch: 4, standing: 'member', boot: 1 });
    await stage.wait(500);
    const answer = stage.hub.command(release('p2'), 'alice');
    const [sent] = stage.publishedOn('roost/orchard/robots/r2/cmd/release');
    const { transaction, ...told } = JSON.parse(sent!.text);
    expect(told).toEqual({ by: 'alice', reason: 'r2 is dead', pad: 'p2' });
    stage.hear('robots/r2/cmd/release/reply', { status: 'ok', transaction });
    expect((await answer).ok).toBe(true);
  });
});
