/**
 * A running member's keys: what the administrator says goes into the pure step (rekey.ts), and what comes out of
 * it goes to the disk, the codec, the air and the log.
 */

import type { MemberIndex } from '../../src/protocol/roster.ts';
import type { Alarm, Clock } from '../../src/runtime/ports.ts';
import type { Aside, Keyed } from '../../src/wire/aside.ts';
import type { KeyWrap } from '../../src/wire/crypto.ts';
import { unwrapOffer } from '../../src/wire/key-offer.ts';
import type { KeyRing } from '../../src/wire/keyring.ts';
import type { KeyWatch } from '../../src/wire/link.ts';
import { type KeyNews, Rekey, type RekeyInput, type RekeyOutput } from '../../src/wire/rekey.ts';
import { formatKeyFile } from '../config/key-text.ts';
import type { Log } from '../log.ts';
import { type FileLayer, prepareFolder, systemFiles } from '../store/files.ts';
import { replaceFile } from '../store/replace-file.ts';
import { describeTrouble } from '../store/store-error.ts';
import { keptKeysName } from './start-keys.ts';

export interface MemberKeysOptions {
  readonly self: MemberIndex;
  readonly id: string;
  readonly swarm: string;
  readonly zone: string;
  /** Folder for durable state. */
  readonly folder: string;
  /** What the member starts with, and its key-encryption key if it was given one. */
  readonly ring: KeyRing;
  readonly kek: Uint8Array | null;
  readonly wrap: KeyWrap;
  /** Told to use another ring; the codec of this member. */
  readonly codec: { adopt(ring: KeyRing): void };
  readonly clock: Clock;
  readonly makeAlarm: (ring: () => void) => Alarm;
  /** Offers of a key that it has are answered once in so long: less than the administrator's pause between two. */
  readonly answerEveryMs: number;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Says it on the air. */
  readonly answer: (keyed: Keyed) => void;
  /** Says on the air, as the administrator has, that this key is sent under from now on. */
  readonly roll: (keyId: number) => void;
  /** For tests: files that fail. */
  readonly files?: FileLayer;
}

export interface MemberKeys {
  /** For the member's link. */
  readonly watch: KeyWatch;
  /** What was heard beside the protocol; all that is not about keys is let pass. */
  take(aside: Aside): void;
  /** Waits for the save on its way. */
  close(): Promise<void>;
}

export function openMemberKeys(options: MemberKeysOptions): MemberKeys {
  const { self, folder, kek, wrap, codec, clock, log } = options;
  const rekey = new Rekey(self, options.ring, options.answerEveryMs);
  let saving: Promise<void> = Promise.resolve();
  let closed = false;
  let heardLast: number | null = null;

  const step = (input: RekeyInput): void => {
    if (closed) return;
    for (const output of rekey.step(input, clock.nowMs())) carryOut(output);
    alarm.set(rekey.nextDeadlineMs());
  };
  const alarm = options.makeAlarm(() => step({ type: 'tick' }));

  const carryOut = (output: RekeyOutput): void => {
    switch (output.do) {
      case 'save':
        saving = save(options, output.ring).then((ok) => step({ type: 'saved', ok }));
        break;
      case 'adopt':
        heardLast = null;
        codec.adopt(output.ring);
        break;
      case 'answer':
        options.answer(output.answer);
        break;
      case 'roll':
        log.warn(`keys: others do not speak under key ${output.keyId} yet; telling them to switch`);
        options.roll(output.keyId);
        break;
      case 'tell':
        tell(log, output.news);
        break;
    }
  };

  prepareFolder(folder);
  return {
    watch: {
      onKey: (keyId) => {
        // Every frame comes here; only a change is news.
        if (keyId === heardLast) return;
        heardLast = keyId;
        step({ type: 'heard', keyId });
      },
      onUnknownKey: (keyId) => step({ type: 'unknown', keyId }),
    },
    take(aside) {
      if (aside.kind !== 'key' || kek === null || aside.to !== self) return;
      const key = unwrapOffer(wrap, kek, aside.wrapped);
      if (key) step({ type: 'offer', ticket: aside.ticket, key });
    },
    async close() {
      closed = true;
      alarm.set(null);
      await saving;
    },
  };
}

/** False when the ring could not be made durable. */
async function save(options: MemberKeysOptions, ring: KeyRing): Promise<boolean> {
  const { id, swarm, zone, folder, log, files = systemFiles } = options;
  const nobodys = { member: id, kek: null, readmitted: new Map() };
  const text = `${formatKeyFile({ swarm, zone, ring, ...nobodys })}\n`;
  const name = keptKeysName(id);
  try {
    await replaceFile(folder, name, Buffer.from(text), files);
    return true;
  } catch (error) {
    log.error(describeTrouble('save', `${folder}/${name}`, error));
    return false;
  }
}

function tell(log: MemberKeysOptions['log'], news: KeyNews): void {
  const { keyId } = news;
  switch (news.what) {
    case 'got':
      log.info(`keys: key ${keyId} is here, and waits until all have it`);
      break;
    case 'switched':
      log.info(`keys: speaks under key ${keyId} from now on`);
      break;
    case 'alone':
      log.info(`keys: nothing under a key before ${keyId} is heard any more`);
      break;
    case 'left-behind':
      log.error(
        `keys: others speak under key ${keyId}, which this member was not given, so they do not hear each ` +
          "other; type roost rotate --again on the administrator's machine, or give this member its key " +
          'again with roost join. If it was revoked, this is as it should be',
      );
      break;
    case 'refused':
      log.error(`keys: key ${keyId} from the administrator is not taken: ${REFUSALS[news.reason]}`);
      break;
  }
}

const REFUSALS = {
  older: 'this member already speaks under a later one',
  'other-key': 'this member has another key under that id',
  'self-revoked': 'it revokes this very member',
} as const;
