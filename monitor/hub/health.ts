/** How the hub itself does, for `hub/health`. */

import type { HistoryStatus } from '../history/history.ts';

export interface Usage {
  /** Of one core, since the look before. */
  readonly cpuShare: number | null;
  readonly memoryBytes: number;
}

/** Turns processor time so far into a share of a core. */
export class UsageMeter {
  private readonly usage: () => { readonly cpuMs: number; readonly memoryBytes: number };
  private readonly wallMs: () => number;
  private last: { readonly cpuMs: number; readonly atMs: number } | null = null;
  latest: Usage;

  constructor(
    usage: () => { readonly cpuMs: number; readonly memoryBytes: number },
    wallMs: () => number,
  ) {
    this.usage = usage;
    this.wallMs = wallMs;
    this.latest = { cpuShare: null, memoryBytes: 0 };
    this.look();
  }

  look(): void {
    const { cpuMs, memoryBytes } = this.usage();
    const atMs = this.wallMs();
    const tookMs = this.last === null ? 0 : atMs - this.last.atMs;
    const cpuShare =
      this.last === null || tookMs <= 0 ? null : round((cpuMs - this.last.cpuMs) / tookMs);
    this.latest = { cpuShare, memoryBytes };
    this.last = { cpuMs, atMs };
  }
}

export interface Health {
  readonly name: string;
  readonly version: string;
  readonly messages: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly usage: Usage;
  readonly history: HistoryStatus | null;
  readonly atMs: number;
}

export function healthText({ name, version, usage, history, atMs, ...counts }: Health): string {
  return JSON.stringify({
    ...{ v: 1, status: 'online', hub: name, version, atMs },
    ...counts,
    ...usage,
    history,
  });
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}
