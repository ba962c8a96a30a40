/** Which robots are shown, and in which order. */
import { compareIds } from '../view/order.ts';
import type { RobotView, SwarmView } from '../view/view.ts';
import type { Look, Sort } from './look.ts';

/** All robots that pass the search and the zone, in the order that was chosen. */
export function chosenRobots(view: SwarmView, look: Look): RobotView[] {
  const wanted = look.search.toLowerCase();
  return Object.values(view.robots)
    .filter(({ zone }) => look.zone === null || zone === look.zone)
    .filter(({ id, phase, zone }) =>
      `${id} ${phase ?? ''} ${zone ?? ''}`.toLowerCase().includes(wanted),
    )
    .sort((a, b) => compare(look.sort, a, b) || compareIds(a.id, b.id));
}

function compare(sort: Sort, a: RobotView, b: RobotView): number {
  switch (sort) {
    case 'name':
      return 0;
    case 'battery':
      return (a.battery ?? 101) - (b.battery ?? 101);
    case 'phase':
      return (a.phase ?? '~').localeCompare(b.phase ?? '~');
    case 'queue':
      return turn(a) - turn(b);
  }
}

/** Whoever is on a pad first, then those that wait, in the order of their turns, then the others. */
function turn({ pad, wait }: RobotView): number {
  if (pad !== null) return 0;
  if (wait === null) return Number.MAX_SAFE_INTEGER;
  return wait.place ?? Number.MAX_SAFE_INTEGER - 1;
}
