/** Does to the world what a command says: what is broken, mended, carried about. */
import type { Command } from './commands.ts';
import type { Pad } from './physics/pad.ts';
import type { Robot } from './physics/robot.ts';
import type { Roster } from './roster.ts';

/** The commands that are about the world, and not about the electronics of a board or the bench itself. */
export type WorldCommand = Extract<
  Command,
  {
    do:
      | 'relay'
      | 'contact'
      | 'feedback'
      | 'amps'
      | 'ina219'
      | 'battery'
      | 'charge'
      | 'miss'
      | 'aim'
      | 'put'
      | 'take'
      | 'power';
  }
>;

/** Returns the answer; throws what is wrong in plain words. The world is at the present. */
export function strike(command: WorldCommand, roster: Roster): string {
  const { world } = roster;
  const answer = act(command, roster);
  world.settle();
  return answer;
}

function act(command: WorldCommand, roster: Roster): string {
  const { world } = roster;
  const { id } = command;
  switch (command.do) {
    case 'relay':
      padOf(roster, id).relay.break(command.fault);
      return `the relay of ${id} is ${command.fault ?? 'whole'}`;
    case 'feedback':
      padOf(roster, id).feedback.break(command.fault, world.nowMs);
      return `the feedback of ${id} is ${command.fault ?? 'whole'}`;
    case 'contact': {
      const body = world.pads.find((pad) => pad.id === id)?.contact ?? robotOf(roster, id).dock;
      body.break(command.fault, world.nowMs);
      return `the contact of ${id} is ${command.fault ?? 'whole'}`;
    }
    case 'amps':
      padOf(roster, id).forcedAmps = command.amps;
      return command.amps === null
        ? `${id} gives what is taken`
        : `${command.amps} A flow from ${id} while it has power`;
    case 'ina219':
      return connect(roster, id, command.isThere);
    case 'battery': {
      const wiring = roster.robotWirings.get(id);
      if (wiring === undefined)
        throw new Error(`${id} has no board that could measure its battery`);
      wiring.breakGauge(command.fault);
      return `the battery sensor of ${id} is ${command.fault ?? 'whole'}`;
    }
    case 'charge':
      robotOf(roster, id).battery.charge = command.percent / 100;
      return `the battery of ${id} is at ${command.percent} %`;
    case 'miss':
      robotOf(roster, id).misses = command.times;
      return `${id} misses ${command.times} times`;
    case 'aim':
      robotOf(roster, id).aim = command.pad;
      return `${id} drives to ${command.pad ?? 'the first pad that is free'}`;
    case 'put':
      return put(roster, id, command.pad);
    case 'take':
      robotOf(roster, id).way.put(null);
      return `${id} is at its work`;
    case 'power':
      padOf(roster, id).relay.energise(command.on, world.nowMs);
      return `${id} ${command.on ? 'has' : 'has no'} power`;
  }
}

function connect(roster: Roster, id: string, isThere: boolean): string {
  const has = roster.wirings.get(id)?.connect(isThere) ?? false;
  if (!has) throw new Error(`the board of ${id} has no INA219`);
  roster.boards.find((board) => board.id === id)?.rewire();
  return `the INA219 of ${id} is ${isThere ? 'there' : 'absent'}`;
}

function put(roster: Roster, id: string, pad: string): string {
  const other = roster.world.robots.find(
    ({ id: name, way }) => name !== id && way.stand.at !== 'outside' && way.stand.pad === pad,
  );
  if (other !== undefined) throw new Error(`${other.id} stands there; take ${other.id} away first`);
  robotOf(roster, id).way.put(pad);
  return `${id} stands on ${pad}`;
}

function robotOf({ world }: Roster, id: string): Robot {
  return world.robots.find((robot) => robot.id === id)!;
}

function padOf({ world }: Roster, id: string): Pad {
  return world.pads.find((pad) => pad.id === id)!;
}
