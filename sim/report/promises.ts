/** What each promise means for somebody who meets it for the first time (protocol.md section 2). */

export interface PromiseWords {
  readonly name: string;
  readonly meaning: string;
  /** Where the diagram shows how it was broken. */
  readonly look: string;
}

const WORDS: Readonly<Record<string, PromiseWords>> = {
  S1: {
    name: 'mutual exclusion',
    meaning:
      'At no instant may two robots believe that they may stand on the same pad, whatever faults there are.',
    look: 'The lane "as believed" shows both beliefs, with the overlap in red. Look at how the second robot got its admission, and which lease of the acceptors should have stood against it.',
  },
  S2: {
    name: 'one leader and one token in each epoch',
    meaning:
      'An epoch has at most one leader, and for each pad at most one token is made in it, so that epochs tell the old from the new.',
    look: 'The lane "Leaders" shows who led in which epoch, and stars mark new tokens. Look at the votes before: who voted twice, or forgot a vote?',
  },
  S3: {
    name: 'fences only grow',
    meaning:
      'Every entry has a higher fence than all entries that the pad has admitted before, also after the pad has started again.',
    look: 'The lane "Leases" names the fence of each admission. Look for an acceptor that started again, or lost its disk, just before.',
  },
  S4: {
    name: 'the old changes nothing',
    meaning:
      'A frame of an older epoch changes nothing that a newer epoch has settled, however late it comes.',
    look: 'The coloured line under each member is the epoch that it lives in. Look for a frame that crosses from an old colour into a new one, and was obeyed.',
  },
  S5: {
    name: 'promises outlive a restart',
    meaning:
      'A member that starts again remembers its votes and admissions. One that has lost its disk takes part only as a new member.',
    look: 'Grey gaps in the line of a member are the time when it was down. Look at what it wrote to disk before the gap, and at what it said after it.',
  },
  S6: {
    name: 'power only where it belongs',
    meaning:
      'A pad gives power only under a live lease and not beyond its end; a pad that is not safe to use gives none, and admits nobody.',
    look: 'The lane "Leases" shows when somebody was admitted, and the lane of the faults when the pad was broken. Look at what the pad did at the end of the lease, or when it broke.',
  },
  L1: {
    name: 'everybody is served',
    meaning:
      'When the faults have stopped and most robots and the pad can hear each other, every robot that waits gets its turn.',
    look: 'Everything before the heal may have gone wrong; look at the time after it. Who waits (thin bars over the lines), where is the token, and who could move things on but does not?',
  },
  L2: {
    name: 'nobody is overtaken for ever',
    meaning: 'A request is overtaken only a set number of times, however urgent the others are.',
    look: 'The lane "Token, queue" shows the queue under its holder. Look at where the robot stands in it, and who is put before it.',
  },
  L3: {
    name: 'admissions go on after a crash',
    meaning:
      'When the leader, the holder of the token or both have crashed, admissions go on within a known time.',
    look: 'Look at the time from the heal to the end: is there a leader, is there a token, and who asks the pad without an answer?',
  },
  crash: {
    name: 'the code itself failed',
    meaning:
      'No promise was broken: the code threw an error, or time stood still because the same things happened over and over.',
    look: 'The words of the failure name the place in the code. The last lines of the transcript are what led there.',
  },
};

export function promiseWords(promise: string): PromiseWords {
  return (
    WORDS[promise] ?? {
      name: promise,
      meaning: `The run had to keep the promise ${promise}, and did not.`,
      look: 'The red line marks the moment at which it was seen.',
    }
  );
}
