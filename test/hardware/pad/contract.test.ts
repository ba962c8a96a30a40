import { openVirtualPad } from '../../../hardware/virtual.ts';
import { padBodyContract } from '../../contracts/pad-body.ts';
import { HandTime } from '../hand-time.ts';
import { openArduinoPad, openEmulatedPad, openGpioPad } from './stage.ts';

padBodyContract(
  'the virtual pad',
  async () => {
    const time = new HandTime();
    return {
      body: openVirtualPad(),
      clock: time,
      reports: [],
      hands: null,
      pass: (ms) => time.pass(ms),
    };
  },
  { relay: false },
);

padBodyContract('a pad on a fake Arduino', openArduinoPad, { relay: true });

padBodyContract('a pad on fake GPIO', openGpioPad, { relay: true });

padBodyContract('a pad on the emulated Arduino', openEmulatedPad, { relay: true });
