/** The seed decides everything: a run can be done again, from its seed, or from a script of what it did. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../bin/scenario/read.ts';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { mixed } from '../../sim/campaign/mix.ts';
import { Recording } from '../../sim/run/recording.ts';
import { type RunResult, run } from '../../sim/run/run.ts';
import { scenarioWith } from '../../sim/scenario/defaults.ts';
import { ALL_FAULTS } from '../../sim/scenario/faults.ts';
import type { Happening } from '../../sim/scenario/happening.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { scenarioText } from '../../sim/scenario/write.ts';
import { withoutChance } from '../../sim/shrink/shrink.ts';

const crypto = nodeCrypto;
const base = scenarioWith({ faults: ALL_FAULTS, forMs: 60_000 });
const scenarioOf = (seed: number): Scenario => mixed(base, seed, new Set());

function traced(scenario: Scenario): { lines: string[]; result: RunResult } {
  const lines: string[] = [];
  const result = run(scenario, {
    crypto,
    traceFrames: true,
    observe: (swarm) => [new Recording(swarm, (record) => lines.push(JSON.stringify(record)))],
  });
  return { lines, result };
}

function decided(scenario: Scenario): { decisions: Happening[]; result: RunResult } {
  const decisions: Happening[] = [];
  const result = run(scenario, { crypto, onDecision: (decision) => decisions.push(decision) });
  return { decisions, result };
}

describe('one seed', () => {
  test.each([11, 12])('is one run, to the last record: seed %i', (seed) => {
    const first = traced(scenarioOf(seed));
    const second = traced(scenarioOf(seed));
    expect(first.lines.length).toBeGreaterThan(3000);
    expect(second.lines).toEqual(first.lines);
    expect(second.result).toEqual(first.result);
    expect(first.result.traceHash).toMatch(/^[0-9a-f]{16}$/);
  });

  test('gives another run than the next seed does', () => {
    const hashes = [11, 12, 13].map((seed) => run({ ...base, seed }, { crypto }).traceHash);
    expect(new Set(hashes).size).toBe(3);
  });

  test('is the same run whether somebody watches it or not', () => {
    const { traceHash } = run(scenarioOf(11), { crypto });
    expect(decided(scenarioOf(11)).result.traceHash).toBe(traceHash);
    expect(traced(scenarioOf(11)).result.traceHash).toBe(traceHash);
  });
});

describe('the script of a run', () => {
  // Whoever lost its disk counts its boots anew: a name may then stand for two frames, and a script can't tell.
  const faults = ALL_FAULTS.filter((fault) => fault !== 'lost-disk' && fault !== 'power-loss');
  const lossless = (seed: number): Scenario => ({ ...scenarioOf(seed), faults });

  test.each([3, 12, 14, 18])('does the same without chance: seed %i', (seed) => {
    const { decisions, result } = decided(lossless(seed));
    expect(decisions.length).toBeGreaterThan(20);
    const { happenings: _, ...again } = run(withoutChance(lossless(seed), decisions), { crypto });
    expect(result).toMatchObject(again);
    // Without its script the seed alone does something else.
    const alone = run(withoutChance(lossless(seed), []), { crypto });
    expect(alone.traceHash).not.toBe(result.traceHash);
  });

  test('does the same when it was written down and read', () => {
    const { decisions, result } = decided(lossless(12));
    const text = scenarioText(withoutChance(lossless(12), decisions));
    const again = run(parseScenario(text, 'script.yaml', []), { crypto });
    expect(again.traceHash).toBe(result.traceHash);
  });
});
