/** Mutants of the token layer: who has the token, and whose turn it is (section 4). */
import { HARDY, type Mutant, only, within } from '../mutant.ts';

export const ORDER: readonly Mutant[] = [
  {
    name: 're-entry-under-the-old-fence',
    rule: '9.1: every entry takes a new fence',
    endangers: 'L1',
    file: 'src/protocol/turn.ts',
    find:
      '  const fence = advanceFence(state, token);\n' +
      '  state.entry = startEntry(fence, token.released);\n',
    replace:
      '  const fence = token.released ? token.fence : advanceFence(state, token);\n' +
      '  state.entry = startEntry(fence, null);\n',
    hunt: within(10, { ...only('crash'), ...HARDY, robots: 3, speed: 600 }),
  },
  {
    name: 'sent-token-kept',
    rule: '4: the sender never takes a sent token back',
    endangers: 'S2',
    file: 'src/protocol/token.ts',
    find: '  state.token = null;\n  state.passing = {',
    replace: '  state.passing = {',
    hunt: within(5, only('loss')),
  },
  {
    name: 'doubled-token-taken-again',
    rule: '4: a TOKEN that came before is not taken again',
    endangers: 'S4',
    file: 'src/protocol/token.ts',
    find: '    isNewer(pass.fence, state.taken) &&\n',
    replace: '',
    hunt: null,
  },
  {
    name: 'older-token-kept',
    rule: '7: whoever hears a newer token epoch drops an older token',
    endangers: 'S4',
    file: 'src/protocol/turn.ts',
    find: '  if (state.token && state.token.fence.epoch < epoch) state.token = null;\n',
    replace: '',
    hunt: within(40, only('partition', 'freeze')),
  },
  {
    name: 'request-never-repeated',
    rule: '4: a requester repeats its REQUEST until it is named',
    endangers: 'L1',
    file: 'src/protocol/turn.ts',
    find: '  if (want && !entry && !token) sendRequest(',
    replace: '  if (want && !entry && !token && want.tries < 0) sendRequest(',
    hunt: within(20, { ...only('partition', 'one-way'), ...HARDY }),
  },
  {
    name: 'request-repeated-for-ever',
    rule: '9.4: a requester that is named stops repeating its REQUEST',
    endangers: 'cost',
    file: 'src/protocol/turn.ts',
    find: '    noteNamed(context, state.pad, state.want, epoch);\n',
    replace: "    context.output({ do: 'named', pad: state.pad });\n",
    hunt: { ...within(3, only()), mostRequests: 1.6 },
  },
  {
    name: 'overtaken-without-bound',
    rule: 'L2: no request is overtaken more than a configured number of times',
    endangers: 'L2',
    file: 'src/protocol/queue.ts',
    find: 'entry.urgency < urgency && entry.overtaken < maxOvertakes',
    replace: 'entry.urgency < urgency && maxOvertakes >= 0',
    hunt: within(20, {
      ...only('freeze'),
      maxOvertakes: 0,
      robots: 8,
      speed: 600,
      charging: { requestBelow: 50, chargeTo: 90, criticalBelow: 48 },
    }),
  },
];
