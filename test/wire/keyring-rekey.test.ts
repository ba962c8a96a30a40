import { describe, expect, it } from 'vitest';
import { newestKey, type RingKey, ringOfOne } from '../../src/wire/keyring.ts';
import { Rekey, type RekeyInput, type RekeyOutput } from '../../src/wire/rekey.ts';
import { CALM, KeySwarm, OVERLAP_MS, type Weather } from './keyring-swarm.ts';

const SELF = 3;
const FIRST = ringOfOne(Uint8Array.of(1, 2), new Uint8Array(32).fill(1));
const key = (id: number, change: Partial<RingKey> = {}): RingKey => ({
  id,
  key: new Uint8Array(32).fill(id),
  revoked: [],
  overlapMs: 500,
  ...change,
});

/** A step at a time, its outputs in short. */
function member(ring = FIRST, answerEveryMs = 0) {
  const rekey = new Rekey(SELF, ring, answerEveryMs);
  const short = (output: RekeyOutput): string => {
    switch (output.do) {
      case 'save':
      case 'adopt': {
        const ids = output.ring.keys.map(({ id }) => id).join('+');
        return `${output.do} ${ids} sends ${output.ring.sendingId}`;
      }
      case 'answer': {
        const { ticket, newest, sending, refused } = output.answer;
        return `answer ${ticket}: has ${newest}, sends ${sending}${refused ? ', refused' : ''}`;
      }
      case 'roll':
        return `roll ${output.keyId}`;
      case 'tell':
        return `tell ${output.news.what} ${output.news.keyId}`;
    }
  };
  return {
    rekey,
    step: (input: RekeyInput, nowMs = 0) => rekey.step(input, nowMs).map(short),
  };
}

const offer = (id: number, ticket = 7, change: Partial<RingKey> = {}): RekeyInput => ({
  type: 'offer',
  ticket,
  key: key(id, change),
});
const heard = (keyId: number): RekeyInput => ({ type: 'heard', keyId });
const saved = (ok = true): RekeyInput => ({ type: 'saved', ok });

describe('a member that is offered a key', () => {
  it('has it on its disk before it says so, and goes on under the old one', () => {
    const { step } = member();
    expect(step(offer(2))).toEqual(['save 1+2 sends 1']);
    expect(step(saved())).toEqual(['adopt 1+2 sends 1', 'tell got 2', 'answer 7: has 2, sends 1']);
    expect(step(offer(2, 8))).toEqual(['answer 8: has 2, sends 1']);
  });

  it('does nothing else while a save is on its way', () => {
    const { step } = member();
    step(offer(2));
    expect(step(offer(2, 8))).toEqual([]);
    expect(step(offer(3, 9))).toEqual([]);
    expect(step(heard(2))).toEqual([]);
    expect(step(saved())).toContain('answer 7: has 2, sends 1');
  });

  it('says nothing when the save fails, and tries again after a second', () => {
    const { step } = member();
    step(offer(2));
    expect(step(saved(false), 100)).toEqual([]);
    expect(step(offer(2, 8), 1099)).toEqual([]);
    expect(step(offer(2, 9), 1100)).toEqual(['save 1+2 sends 1']);
    expect(step(saved(), 1200)).toContain('answer 9: has 2, sends 1');
  });

  it.each<[string, RekeyInput, string]>([
    ['another one under a known id', offer(2, 7, { key: new Uint8Array(32) }), 'tell refused 2'],
    [
      'one before that which it sends under',
      offer(1, 7, { key: new Uint8Array(32) }),
      'tell refused 1',
    ],
    ['one that revokes itself', offer(3, 7, { revoked: [SELF] }), 'tell refused 3'],
  ])('does not take %s, and tells of it once', (_, input, told) => {
    const { step } = member({ ...FIRST, keys: [key(2)], sendingId: 2 });
    expect(step(input)).toEqual(['answer 7: has 2, sends 2, refused', told]);
    expect(step(input)).toEqual(['answer 7: has 2, sends 2, refused']);
  });

  it('takes one that skips ids, and one that revokes others', () => {
    const { step } = member();
    expect(step(offer(5, 7, { revoked: [SELF + 1] }))).toEqual(['save 1+5 sends 1']);
  });
});

describe('a member that is offered a recording of a key', () => {
  it('does not answer it more often than the administrator would ask', () => {
    const { step } = member(FIRST, 100);
    step(offer(2), 0);
    expect(step(saved(), 10)).toContain('answer 7: has 2, sends 1');
    expect(step(offer(2, 8), 20)).toEqual(['answer 8: has 2, sends 1']);
    expect(step(offer(2, 8), 119)).toEqual([]);
    expect(step(offer(2, 5, { key: new Uint8Array(32) }), 119)).toEqual(['tell refused 2']);
    expect(step(offer(2, 8), 120)).toEqual(['answer 8: has 2, sends 1']);
    // What it has not yet is always taken, and said.
    step(offer(3, 9), 121);
    expect(step(saved(), 122)).toContain('answer 9: has 3, sends 1');
  });
});

describe('a member that hears somebody under a newer key', () => {
  const both = { ...FIRST, keys: [...FIRST.keys, key(2)] };

  it('switches, on the disk first, and listens to the old key for a while', () => {
    const { rekey, step } = member(both);
    expect(rekey.nextDeadlineMs()).toBeNull();
    expect(step(heard(2), 1000)).toEqual(['save 1+2 sends 2']);
    expect(step(saved(), 1040)).toEqual(['adopt 1+2 sends 2', 'tell switched 2']);
    expect(rekey.nextDeadlineMs()).toBe(1540);
    expect(step({ type: 'tick' }, 1539)).toEqual([]);
    expect(step({ type: 'tick' }, 1540)).toEqual([
      'adopt 2 sends 2',
      'tell alone 2',
      'save 2 sends 2',
    ]);
    expect(rekey.nextDeadlineMs()).toBeNull();
    expect(step(saved(), 1550)).toEqual(['adopt 2 sends 2']);
  });

  it('asks for no alarm while the disk is at work, and lets go of the old key then', () => {
    const { rekey, step } = member();
    step(offer(2));
    step(saved());
    step(heard(2));
    step(saved(), 0);
    expect(rekey.nextDeadlineMs()).toBe(500);
    step(offer(3), 400);
    expect(rekey.nextDeadlineMs()).toBeNull();
    expect(step({ type: 'tick' }, 600)).toEqual([]);
    step(saved(), 700);
    expect(rekey.nextDeadlineMs()).toBe(500);
    expect(step({ type: 'tick' }, 701)[0]).toBe('adopt 2+3 sends 2');
  });

  it('lets go of the old key with whatever comes after the overlap', () => {
    const { step } = member(both);
    step(heard(2));
    step(saved());
    expect(step(heard(1), 600)).toEqual(['adopt 2 sends 2', 'tell alone 2', 'save 2 sends 2']);
  });

  it('stays where it is when it is an older one, or one that it does not have', () => {
    const { step } = member(both);
    step(heard(2));
    step(saved());
    expect(step(heard(1), 100)).toEqual([]);
    expect(step(heard(9), 100)).toEqual([]);
  });

  it('goes on when another key comes during the overlap', () => {
    const { step } = member(both);
    step(heard(2));
    step(saved());
    expect(step(offer(3), 100)).toEqual(['save 1+2+3 sends 2']);
    step(saved(), 110);
    expect(step(heard(3), 200)).toEqual(['save 1+2+3 sends 3']);
    step(saved(), 210);
    expect(step({ type: 'tick' }, 800)).toContain('adopt 3 sends 3');
  });

  it('that it was never given tells its owner, now and then', () => {
    const { step } = member();
    const unknown = (keyId: number): RekeyInput => ({ type: 'unknown', keyId });
    expect(step(unknown(1), 0)).toEqual([]);
    expect(step(unknown(2), 0)).toEqual(['tell left-behind 2']);
    expect(step(unknown(3), 599_999)).toEqual([]);
    expect(step(unknown(3), 600_000)).toEqual(['tell left-behind 3']);
  });

  it('tells those who have not heard of it, when it alone has switched', () => {
    const { step } = member();
    for (const input of [offer(2), saved(), heard(2), saved()]) step(input);
    step({ type: 'tick' }, 600);
    step(saved(), 600);
    const unknown: RekeyInput = { type: 'unknown', keyId: 1 };
    expect(step(unknown, 700)).toEqual(['roll 2']);
    expect(step(unknown, 300_000)).toEqual([]);
    expect(step(unknown, 700_000)).toEqual(['roll 2']);
    // Anybody can make a frame under a key that nobody has: once others are heard, it is no sign.
    step(heard(2), 700_001);
    expect(step(unknown, 2_000_000)).toEqual([]);
  });

  it('is not moved by the answer to a save that nobody asked for', () => {
    expect(member().step(saved())).toEqual([]);
  });
});

describe('a swarm that changes its key', () => {
  const everybody = [0, 1, 2, 3, 4];

  it('speaks under the new one within a moment, and the old one is dead', () => {
    const swarm = new KeySwarm(1, 4);
    swarm.run(10);
    const old = swarm.members.map((each) => each.say());
    swarm.beginChange();
    swarm.run(200);
    expect(swarm.broken).toEqual([]);
    expect(swarm.deafness(everybody)).toEqual([]);
    expect(swarm.members.map(({ ring }) => ring.keys.map(({ id }) => id))).toEqual(
      everybody.map(() => [2]),
    );
    for (const frame of old) expect(swarm.openedBy(1, frame)).toBe('unknown-key');
  });

  it('is never deaf on the way: what anybody says is heard by all at every step', () => {
    const swarm = new KeySwarm(2, 4);
    swarm.beginChange();
    for (let step = 0; step < 300; step += 1) {
      swarm.run(1);
      expect(swarm.deafness(everybody)).toEqual([]);
    }
    expect(newestKey(swarm.members[0]!.ring).id).toBe(2);
  });

  it('without the revoked one drops it, under the old key at once and for ever', () => {
    const swarm = new KeySwarm(3, 4);
    swarm.run(5);
    const thief = swarm.members[2]!;
    swarm.beginChange([2]);
    swarm.run(10_000 / 20 + OVERLAP_MS / 20);
    const others = [0, 1, 3, 4];
    expect(swarm.broken).toEqual([]);
    expect(swarm.deafness(others)).toEqual([]);
    expect(thief.ring.keys.map(({ id }) => id)).toEqual([1]);
    for (const member of others) {
      expect(swarm.openedBy(member, thief.say())).toBe('unknown-key');
      // With all that it has, it can speak as nobody else either.
      const forged = thief.codec.seal(
        { source: 0, boot: 9, sequence: 1 },
        { kind: 'claim', epoch: 1 },
      );
      expect(swarm.openedBy(member, forged!)).toBe('unknown-key');
    }
    for (const frame of swarm.air)
      expect(thief.codec.open(frame)).not.toMatchObject({ message: { kind: 'key' } });
  });

  it('drops the revoked one from the switch on, while others are still heard under the old key', () => {
    const swarm = new KeySwarm(4, 4);
    swarm.beginChange([2]);
    for (let step = 0; step < 1000 && swarm.members[0]!.ring.sendingId === 1; step += 1)
      swarm.run(1);
    expect(swarm.members[0]!.ring.sendingId).toBe(2);
    const late = swarm.codecOf(swarm.first, () => null);
    const from = (source: number) =>
      late.seal({ source, boot: 1, sequence: 0xffff }, { kind: 'claim', epoch: 1 })!;
    expect(swarm.openedBy(0, from(2))).toBe('revoked');
    expect(swarm.openedBy(0, from(1))).toMatchObject({ source: 1 });
  });

  it('takes along a member that was off, when the key is handed out once more', () => {
    const swarm = new KeySwarm(5, 4);
    const off = swarm.members.splice(3, 1)[0]!;
    swarm.beginChange();
    swarm.goOn([3]);
    swarm.run(300);
    expect(swarm.members[0]!.ring.sendingId).toBe(2);
    swarm.members.splice(3, 0, off);
    swarm.run(20);
    expect(off.news).toEqual([{ what: 'left-behind', keyId: 2 }]);
    swarm.goOn();
    swarm.run(200);
    expect(off.ring.sendingId).toBe(2);
    expect(swarm.deafness(everybody)).toEqual([]);
  });

  it('takes along one that missed two changes', () => {
    const swarm = new KeySwarm(6, 4);
    const off = swarm.members.splice(3, 1)[0]!;
    for (const _ of [2, 3]) {
      swarm.beginChange();
      swarm.goOn([3]);
      swarm.run(300);
    }
    swarm.members.splice(3, 0, off);
    swarm.goOn();
    swarm.run(200);
    expect(off.ring.keys.map(({ id }) => id)).toEqual([3]);
    expect(swarm.deafness(everybody)).toEqual([]);
  });

  it('after a change of mind goes to the later key', () => {
    const swarm = new KeySwarm(7, 4);
    swarm.beginChange();
    swarm.run(4);
    swarm.beginChange([1]);
    swarm.run(300);
    expect(swarm.deafness([0, 2, 3, 4])).toEqual([]);
    expect(swarm.members[0]!.ring.keys.map(({ id }) => id)).toEqual([3]);
    expect(swarm.openedBy(0, swarm.members[1]!.say())).toBe('unknown-key');
  });

  it('comes together whatever is lost, crashes or fails to save, and whenever', {
    timeout: 60_000,
  }, () => {
    const storm: Weather = { lost: 400, crashes: 20, failedSaves: 200, administratorCrashes: 10 };
    let changed = 0;
    for (let seed = 1; seed <= 150; seed += 1) {
      const swarm = new KeySwarm(seed, 4);
      swarm.weather = storm;
      const revoked = seed % 3 === 0 ? [1] : [];
      swarm.beginChange(revoked);
      swarm.run(seed * 4);
      if (seed % 5 === 0) {
        swarm.beginChange(revoked);
        swarm.run(seed);
      }
      if (swarm.members.some(({ ring }) => ring.sendingId > 1)) changed += 1;
      expect(swarm.broken, `seed ${seed}`).toEqual([]);
      // The storm is over; the administrator goes on, as it should after a crash.
      swarm.weather = CALM;
      swarm.goOn();
      swarm.run(300);
      const remaining = everybody.filter((member) => !revoked.includes(member));
      expect(swarm.deafness(remaining), `seed ${seed}`).toEqual([]);
      const newest = newestKey(swarm.file).id;
      for (const member of remaining) {
        const { ring, disk } = swarm.members[member]!;
        expect([ring.sendingId, disk!.sendingId], `seed ${seed}`).toEqual([newest, newest]);
        for (const gone of revoked)
          expect(['revoked', 'unknown-key']).toContain(
            swarm.openedBy(member, swarm.members[gone]!.say()),
          );
      }
    }
    // Else the storms were so strong that nothing was tried.
    expect(changed).toBeGreaterThan(50);
  });
});
