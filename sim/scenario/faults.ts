/**
 * The faults that a run may mix by its seed, each with what it means in plain words. The same words
 * stand in the help and in the schema, and docs/scenarios.md lists them.
 */

/** What the protocol tolerates: all promises hold, and once the faults stop everybody is served. */
const TOLERATED = {
  crash: 'a member stops at once, and starts again after a while',
  'power-loss': 'the power fails in the middle of a write, so that the file of its state is torn',
  'lost-disk': 'a member starts again without what it had written down',
  freeze: 'a member stands still, hears nothing, and goes on later as if nothing had happened',
  partition: 'members on two sides do not hear each other',
  'one-way': 'a member is heard and hears nothing, or hears and is not heard',
  flapping: 'a cut comes and goes, quickly',
  loss: 'single frames are lost',
  burst: 'frames are lost in bursts, as behind a passing truck',
  corruption: 'bits flip, frames are cut short, or run into the next one',
  duplication: 'a repeater sends a frame again',
  delay: 'frames come late, and in another order',
  replay: 'somebody recorded frames, and sends them again',
  drift: 'a clock begins to go faster or slower, within the bound',
  'clock-step': 'the clock of a robot jumps ahead',
  'duty-cycle': 'a radio has used up the air time that the law allows it',
  'restart-storm': 'several members start again and again, at the same time',
  'slow-member': 'a member acts on everything later than the others',
  'missed-dock': 'a robot drives past the contacts of the pad',
  'dead-on-pad': 'a robot stops for good while it stands on the pad',
  ambush: 'the robot on the pad is cut off while those who admitted it start again',
  'pad-fault': 'a pad says that it is not safe to use, and gives no charge',
  'sensor-loss': "a robot's battery sensor says nothing",
  'release-pad': 'a person takes a pad from the robot that is on it',
} as const;

/** What it doesn't tolerate for liveness: what is promised without it must hold all the same. */
const BEYOND = {
  'majority-down': 'most of the robots are down at the same time',
  'drift-beyond': 'a clock goes faster or slower than the bound allows',
} as const;

export const FAULT_WORDS = { ...TOLERATED, ...BEYOND } as const;

export type FaultName = keyof typeof FAULT_WORDS;

/** Those that `all` stands for, in the order in which a scenario has them. */
export const ALL_FAULTS = Object.keys(TOLERATED) as FaultName[];

/** Those that must be named. */
export const FAULTS_BEYOND = Object.keys(BEYOND) as FaultName[];

export const FAULT_NAMES: readonly FaultName[] = [...ALL_FAULTS, ...FAULTS_BEYOND];

/**
 * The faults that a list of names stands for. Each comes once, and always in the same order: a seed draws
 * from the list, so `crash, loss` and `loss, crash` must be the same run.
 */
export function faultsOf(names: readonly (FaultName | 'all')[]): FaultName[] {
  return FAULT_NAMES.filter(
    (fault) => names.includes(fault) || (names.includes('all') && ALL_FAULTS.includes(fault)),
  );
}

/** The shortest list of names that stands for `faults`; empty for none. */
export function faultNames(faults: readonly FaultName[]): (FaultName | 'all')[] {
  const isAll = ALL_FAULTS.every((fault) => faults.includes(fault));
  return isAll ? ['all', ...faults.filter((fault) => FAULTS_BEYOND.includes(fault))] : [...faults];
}
