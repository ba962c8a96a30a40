/** Opens the link to a board. Nothing of johnny-five is loaded before, so that virtual boards do without it. */

import type { BoardLink, LinkListener, LinkPlan } from './board-link.ts';
import type { Connection, LinkPorts } from './connection.ts';

/** Resolves at once, whether the board is there or not: the listener hears. */
export async function openBoardLink(
  connection: Connection,
  plan: LinkPlan,
  ports: LinkPorts,
  listener: LinkListener,
): Promise<BoardLink> {
  switch (connection.kind) {
    case 'firmata': {
      const { FirmataLink } = await import('./firmata-link.ts');
      return new FirmataLink(connection.port, plan, ports, listener);
    }
    case 'gpio': {
      const { GpioLink } = await import('./gpio-link.ts');
      return new GpioLink(plan, ports, listener);
    }
  }
}
