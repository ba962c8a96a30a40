/** Which events a person who reads the log wants to see, and in which words. */

import type { TraceRecord } from '../src/runtime/trace.ts';
import type { Log } from './log.ts';

export function reportEvents(log: Log, record: TraceRecord): void {
  const { event, pad, fence, reason } = record;
  const at = `pad ${pad}, fence ${JSON.stringify(fence)}`;
  switch (event) {
    case 'leader':
      log.info(`leader of epoch ${record.epoch} is ${record.leader}`);
      break;
    case 'mint':
      log.warn(`new token for pad ${pad}, fence ${JSON.stringify(fence)}: ${reason}`);
      break;
    case 'enter':
      log.info(`on the pad: ${at}`);
      break;
    case 'exit':
      log.info(`off the pad: ${at}: ${reason}`);
      break;
    case 'admit':
      log.info(`admitted ${record.robot}: ${at}`);
      break;
    case 'release':
      log.info(`lease of ${record.robot} ended: ${at}: ${reason}`);
      break;
    case 'refuse':
      log.debug(`refused ${record.robot}: ${at}: ${reason}`);
      break;
    case 'suspect':
      log.warn(`nothing heard of ${record.member} for too long`);
      break;
    case 'alarm':
      log.error(`alarm: ${reason}`);
      break;
    case 'body':
      log.debug(`${record.phase}, battery ${record.battery} %`);
      break;
    default:
      break;
  }
}
