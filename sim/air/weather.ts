/** How bad the air is, besides what follows from who sends when: shares of the copies of frames, 0 to 1. */

export interface Weather {
  /** Share of copies lost for themselves, one by one. */
  loss: number;
  /** Share that a repeater sends a second time, by up to `lateMs` later. */
  duplication: number;
  /** Share that comes late, and by how much at most (milliseconds): frames overtake each other. */
  late: number;
  lateMs: number;
  /** Share with one bit flipped. */
  flips: number;
  /** Share of which the receiver gets a prefix only. */
  cuts: number;
  /** Share that the receiver's modem glues in front of the next frame. */
  merges: number;
  /** Losses in bursts, on each directed link for itself; null: none. */
  burst: Burst | null;
}

/**
 * Gilbert's model (E. N. Gilbert, "Capacity of a burst-noise channel", 1960; E. O. Elliott, 1963): a link is good
 * or bad, and may turn before each frame. In the good state only `Weather.loss` takes frames.
 *
 * In the long run a share begin / (begin + end) of the frames meets a bad link, in runs of 1 / end frames.
 */
export interface Burst {
  /** Probability for each frame that a good link turns bad before it. */
  readonly begin: number;
  /** That a bad link turns good again. */
  readonly end: number;
  /** That a bad link loses the frame. */
  readonly loss: number;
}

export const CALM: Readonly<Weather> = {
  loss: 0,
  duplication: 0,
  late: 0,
  lateMs: 0,
  flips: 0,
  cuts: 0,
  merges: 0,
  burst: null,
};

/** Whether every copy gets through unharmed and in time. */
export function isCalm(weather: Weather): boolean {
  return (
    weather.loss === 0 &&
    weather.burst === null &&
    weather.late === 0 &&
    weather.duplication === 0 &&
    weather.flips === 0 &&
    weather.cuts === 0 &&
    weather.merges === 0
  );
}
