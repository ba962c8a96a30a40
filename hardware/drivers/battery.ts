/**
 * The battery's sensors as the board file names them, as one: volts and amps of the same moment. One chip
 * that measures both is asked once.
 */

import type { BatteryBoard, CurrentBoard } from '../board/board.ts';
import type { LiveBoard } from '../link/board-link.ts';
import type { BatterySense, VoltsSense } from './battery-sense.ts';
import type { DriverPorts } from './contact.ts';
import { type CurrentSense, openAnalogCurrent } from './current.ts';
import { openDivider } from './divider.ts';
import { type HwmonPlace, openHwmon, SYSTEM_HWMON } from './hwmon.ts';
import { type Ina219, openIna219 } from './ina219.ts';

export interface BatteryPlaces {
  /** In place of this machine's own, for tests. */
  readonly hwmon?: HwmonPlace;
}

export function openBattery(
  live: Pick<LiveBoard, 'io'>,
  { volts: voltsBoard, current: currentBoard }: Pick<BatteryBoard, 'volts' | 'current'>,
  ports: DriverPorts,
  { hwmon = SYSTEM_HWMON }: BatteryPlaces = {},
): BatterySense {
  // Whoever asks looks from time to time, and wants no call for each sample.
  const quiet = (): void => {};
  const openChip = (board: CurrentBoard & { kind: 'ina219' | 'hwmon' }): Ina219 =>
    board.kind === 'ina219'
      ? openIna219(live, board, ports, quiet)
      : openHwmon(board, ports, quiet, hwmon);

  const chip = voltsBoard.kind === 'divider' ? null : openChip(voltsBoard);
  const volts: VoltsSense =
    voltsBoard.kind === 'divider' ? openDivider(live, voltsBoard, ports) : chip!;
  let current: CurrentSense | null = null;
  if (currentBoard !== null) {
    if (currentBoard.kind === 'analog') {
      current = openAnalogCurrent(live, currentBoard, ports, quiet);
    } else if (isSameChip(voltsBoard, currentBoard)) current = chip;
    else current = openChip(currentBoard);
  }

  return {
    get fault() {
      return volts.fault ?? current?.fault ?? null;
    },
    reading() {
      const reading = volts.volts();
      if (reading === null || current === null) return reading && { ...reading, amps: null };
      // Volts alone still tell the charge, only less well.
      return { ...reading, amps: current.amps() };
    },
    close() {
      volts.close();
      if (current !== chip) current?.close();
    },
  };
}

function isSameChip(volts: BatteryBoard['volts'], current: CurrentBoard): boolean {
  if (volts.kind === 'ina219')
    return current.kind === 'ina219' && current.address === volts.address;
  return volts.kind === 'hwmon' && current.kind === 'hwmon' && current.chip === volts.chip;
}
