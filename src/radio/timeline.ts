/** Time as the air sees it: virtual time in the simulator, the clock of the machine in a real-time process. */
export interface Timeline {
  /** Milliseconds since a fixed moment; never goes back. */
  readonly nowMs: number;
  /** Lets `act` happen at `atMs`; things of the same time happen in the order of being asked for. */
  at(atMs: number, act: () => void): void;
}
