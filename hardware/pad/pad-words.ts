/** What a pad says when something is wrong: what, and the mend. */

export const PAD_WORDS = {
  noDeadMan:
    'this pad has nothing that switches it off when the process dies: give its board a deadMan (firmware or pulse)',
  notYet: 'the board has not answered yet',
  unread: (pins: readonly string[]) =>
    `the board has not told the level of ${pins.join(' and ')}: look at its firmware`,
  welded:
    'the relay does not open, its contacts may be welded together: cut the power of the charger and replace the relay',
  silent:
    'the relay was told to close and its feedback does not show it: look at the relay, its wires and its feedback',
  leak: (amps: number) =>
    `${amps.toFixed(1)} A flow although the relay is open: cut the power of the charger, and look at the relay and the current sensor`,
  over: (amps: number, maxAmps: number) =>
    `${amps.toFixed(1)} A flow, and ${maxAmps} A are allowed: look for a short circuit on the pad and in the robot`,
  under: (amps: number) =>
    `power is on and only ${amps.toFixed(2)} A flow: is the battery full, does a charging contact not touch, or is the pad's own contact stuck?`,
  flapping: 'the contact of the pad flaps: clean the contacts, and look how the robot stands',
  tripped:
    'the board has switched the power off by itself, because this process was frozen or the line too slow',
} as const;
