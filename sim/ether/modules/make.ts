/** The emulated module for a station: which family, and for transparent modems whose commands. */
import type { SharedProfile } from '../../../src/radio/profile.ts';
import type { Family, ModulePorts, RadioModule } from '../module.ts';
import { packetBytesOf } from '../module-air.ts';
import { Hc12Commander } from './hc12.ts';
import { ReyaxModule } from './reyax.ts';
import { SikCommander } from './sik.ts';
import { type Commander, plainCommander, TransparentModule } from './transparent.ts';
import { XbeeModule } from './xbee.ts';

/** Whose commands a transparent modem understands. */
export type Commands = 'none' | 'hc12' | 'sik';

export interface ModuleChoice {
  readonly family: Family;
  readonly commands: Commands;
  /** Speed of the UART to begin with, bits a second. */
  readonly baud: number;
  readonly profile: SharedProfile;
}

export function makeModule(choice: ModuleChoice, ports: ModulePorts, station: number): RadioModule {
  const { family, baud, profile } = choice;
  switch (family) {
    case 'transparent': {
      const commander = commanderOf(choice, ports);
      return new TransparentModule({ ports, packetBytes: packetBytesOf(profile), commander });
    }
    case 'reyax':
      return new ReyaxModule(ports, baud);
    case 'xbee':
      return new XbeeModule(ports, FIRST_SERIAL + station, baud);
  }
}

/** Serial numbers of the emulated XBees begin here. */
const FIRST_SERIAL = 0x4052_0000;

function commanderOf({ commands, baud }: ModuleChoice, ports: ModulePorts): Commander {
  switch (commands) {
    case 'none':
      return plainCommander(baud);
    case 'hc12':
      return new Hc12Commander(ports, baud);
    case 'sik':
      return new SikCommander(ports, baud);
  }
}
