/** Mutants of the leader: how it is elected, and what it mints (sections 6 and 7). */
import { HARDY, type Mutant, only, within } from '../mutant.ts';

export const LEAD: readonly Mutant[] = [
  {
    name: 'two-votes-in-an-epoch',
    rule: '6: a robot votes once in an epoch',
    endangers: 'S2',
    file: 'src/protocol/vote.ts',
    find: 'epoch === durable.epoch && durable.votedFor === from;',
    replace: 'epoch === durable.epoch;',
    hunt: within(10, only('partition', 'crash')),
  },
  {
    name: 'leads-without-a-majority',
    rule: "6: a majority of the roster's votes makes the leader",
    endangers: 'S2',
    file: 'src/protocol/vote.ts',
    find: 'state.votes.size >= majority(context.roster.robots.length)',
    replace: 'state.votes.size >= 1',
    hunt: within(10),
  },
  {
    name: 'leader-never-suspected',
    rule: '6: a leader that is silent for too long is replaced',
    endangers: 'L3',
    file: 'src/protocol/election.ts',
    find: '  startElection(context, state);\n',
    replace: '  if (!leader) startElection(context, state);\n',
    hunt: within(10, {
      ...only('crash'),
      ...HARDY,
      script: [{ do: 'crash', atMs: 5000, member: 'r5', forMs: null, torn: false }],
    }),
  },
  {
    name: 'double-mint',
    rule: '7 and 9.5: a leader mints at most once in its epoch',
    endangers: 'S2',
    file: 'src/protocol/mint.ts',
    find: 'mintState.mintedEpoch.get(state.pad) === election.leader!.epoch;',
    replace: 'mintState.mintedEpoch.get(state.pad) === 0;',
    hunt: within(10),
  },
  {
    name: 'mints-without-leading',
    rule: '7: only the leader of an epoch mints',
    endangers: 'S2',
    file: 'src/protocol/mint.ts',
    find: 'if (!isLeading(election) || mintState.pending.has(state.pad)) return;',
    replace: 'if (!election.leader || mintState.pending.has(state.pad)) return;',
    hunt: within(10),
  },
  {
    name: 'silent-holder-not-replaced',
    rule: '7: the leader mints when no evidence of the holder came for the time-out',
    endangers: 'L3',
    file: 'src/protocol/mint.ts',
    find: "  mintOrClaim(context, parts, state, 'holder-silent');\n",
    replace: '',
    hunt: within(20, { ...only('crash', 'dead-on-pad', 'partition'), ...HARDY }),
  },
];
