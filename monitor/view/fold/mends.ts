/** What to do about an alarm that a member tells itself, by its words (docs/operating.md, Alarms and reasons). */
const MENDS: readonly (readonly [words: RegExp, mend: string])[] = [
  [/lost its state/, 'It goes on by itself as far as it may; see docs/operating.md, A lost disk.'],
  [
    /stands on the pad without a lease/,
    'Move away what stands there, and look why it did not leave.',
  ],
  [
    /two leaders in epoch/,
    'Stop the swarm, look for clones and restored state files, then start a new swarm.',
  ],
  [/does not come onto its contacts/, 'Look where the robot is, and at the contacts.'],
  [/has parked and waits/, 'Let others make room; if it stays, charge it by hand.'],
  [/brings itself no further/, 'Let it go on (resume), or fetch it.'],
  [/no charge flows/, 'Look at contacts, fuse and charger of the pad.'],
  [/gauge does not rise/, "Look at the robot's battery gauge."],
  [/cannot dock/, 'Look at the docking aid.'],
];

const OTHERWISE =
  'Look at the member and its log; docs/hardware/faults.md tells of faults of boards.';

export function mendOf(reason: string): string {
  return MENDS.find(([words]) => words.test(reason))?.[1] ?? OTHERWISE;
}
