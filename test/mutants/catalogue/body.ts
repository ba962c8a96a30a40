/** Mutants of what a robot does with its body, and with a clock that has moved on (section 5). */
import { type Mutant, only, PASSIVE, SLOW_BODIES, within } from '../mutant.ts';

export const BODY: readonly Mutant[] = [
  {
    name: 'exit-before-the-body',
    rule: '5: EXIT says that the body is off the pad',
    endangers: 'S1',
    file: 'src/roles/robot.ts',
    find: "    if (this.phase === 'leaving' && this.report.place === 'away') this.left();",
    replace: "    if (this.phase === 'leaving') this.left();",
    hunt: within(5, { ...PASSIVE, ...SLOW_BODIES, ...only(), forMs: 100_000 }),
  },
  {
    name: 'stays-until-the-end',
    rule: '5: the time to drive off is part of the lease',
    endangers: 'S1',
    file: 'src/roles/robot.ts',
    find: "      case 'must-leave':\n        this.leave();\n        break;",
    replace: "      case 'must-leave':\n        break;",
    hunt: within(20, { ...PASSIVE, ...SLOW_BODIES, ...only('ambush', 'partition') }),
  },
  {
    name: 'frozen-time-forgiven',
    rule: '5: a process that thaws after its lease leaves at once, whatever else it wakes up to',
    endangers: 'S1',
    file: 'src/protocol/member.ts',
    find:
      '    this.endOverdueEntries();\n' +
      '    this.forgiveFrozenTime();\n' +
      '    this.fireTimers();\n',
    replace:
      '    const dueMs = context.timers.nextDeadlineMs();\n' +
      '    const frozen = dueMs !== null && context.now - dueMs > context.timing.beatMs;\n' +
      '    for (const key of frozen ? context.timers.due(context.now) : [])\n' +
      '      context.timers.set(key, context.now + 2 * context.timing.beatMs);\n' +
      '    this.fireTimers();\n',
    hunt: within(20, { ...PASSIVE, ...only('freeze'), speed: 300 }),
  },
];
