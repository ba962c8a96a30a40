/**
 * Time by hand for a body on GPIO pins. The edges of a preloaded chip come through a thread of their own, in real
 * time: between two moments it waits for those that are on their way.
 */

import { HandTime } from '../hand-time.ts';
import type { GpioWorld } from './world.ts';

export class ChipTime extends HandTime {
  private readonly world: GpioWorld;

  constructor(world: GpioWorld) {
    super();
    this.world = world;
  }

  override async settle(): Promise<void> {
    await super.settle();
    await this.world.arrived();
    await super.settle();
  }
}
