/**
 * Modules that send whatever comes in at their UART, and give out whatever they hear: HC-12, E22, E32,
 * SiK radios, ESP-NOW bridges.
 *
 * They know no frames, so frames are marked by COBS. They don't tell either when they have sent
 * one: that is computed, or read from AUX where it is wired.
 */

import type { SharedProfile } from '../../../src/radio/profile.ts';
import type { Timeline } from '../../../src/radio/timeline.ts';
import { CobsReader, encodeCobs, MAX_COBS_FRAME_BYTES } from '../../../src/wire/cobs.ts';
import { AuxWatch } from './aux-watch.ts';
import { BaudWatch } from './baud-watch.ts';
import type { TransparentConfig } from './config.ts';
import { type ModuleDriver, type Session, type SessionEvents, uartOf } from './driver.ts';
import { setUpE22 } from './e22.ts';
import { setUpE32 } from './e32.ts';
import { Echoes } from './echoes.ts';
import { setUpHc12 } from './hc12.ts';
import { Inbox } from './inbox.ts';
import type { Port } from './port.ts';
import { setUpSik } from './sik.ts';

/** The reckoning of src/radio/profiles.ts: COBS takes three bytes of the radio's packet. */
const COBS_BYTES = 3;

export function transparentDriver(
  config: TransparentConfig,
  given: SharedProfile,
  timeline: Timeline,
): ModuleDriver {
  const mtuBytes = Math.min(given.mtuBytes, MAX_COBS_FRAME_BYTES);
  const uart = uartOf(given, { baud: config.baud, framingBytes: 0, onAir: true });
  return {
    mtuBytes,
    profile: { ...given, uart, mtuBytes: encodedBytes(mtuBytes) },
    completion: config.auxLine === null ? 'computed' : 'signalled',
    pack: encodeCobs,
    begin: (port, events) => new TransparentSession(config, { port, timeline }, events),
  };
}

function encodedBytes(frameBytes: number): number {
  return Math.max(frameBytes + COBS_BYTES, encodeCobs(new Uint8Array(frameBytes).fill(1)).length);
}

class TransparentSession implements Session {
  private readonly config: TransparentConfig;
  private readonly bench: { readonly port: Port; readonly timeline: Timeline };
  private readonly events: SessionEvents;
  private readonly reader = new CobsReader();
  private readonly echoes = new Echoes();
  private readonly inbox: Inbox;
  private readonly watch: BaudWatch;
  private readonly aux: AuxWatch | null;
  private isReady = false;

  constructor(
    config: TransparentConfig,
    bench: { readonly port: Port; readonly timeline: Timeline },
    events: SessionEvents,
  ) {
    this.config = config;
    this.bench = bench;
    this.events = events;
    this.inbox = new Inbox(bench.timeline);
    this.watch = new BaudWatch(bench.timeline, events.onNotice);
    this.aux = config.auxLine && new AuxWatch(bench, config.auxLine, events.onFinished);
  }

  async ready(): Promise<string | null> {
    const trouble = (await this.setUp()) ?? (await this.aux?.trouble()) ?? null;
    this.inbox.end();
    this.isReady = true;
    return trouble;
  }

  private async setUp(): Promise<string | null> {
    const { module, baud } = this.config;
    const bench = { ...this.bench, inbox: this.inbox, baud };
    switch (module.kind) {
      case 'plain':
        return null;
      case 'hc12':
        return setUpHc12(module, bench);
      case 'e22':
        return setUpE22(module, bench);
      case 'e32':
        return setUpE32(module, bench);
      case 'sik':
        return setUpSik(module, bench);
    }
  }

  onData(bytes: Uint8Array): void {
    if (!this.isReady) {
      this.inbox.push(bytes);
      return;
    }
    this.watch.came(bytes.length);
    this.reader.push(
      bytes,
      (frame) => {
        this.watch.frame();
        if (this.echoes.isEcho(frame)) this.events.onDrop('echo', frame.length);
        else this.events.onFrame(frame, frame.length + COBS_BYTES);
      },
      this.events.onDrop,
    );
  }

  put(packed: Uint8Array): void {
    this.echoes.sent(packed);
    this.bench.port.write(packed);
    this.aux?.sent();
  }

  end(): void {
    this.inbox.end();
    this.aux?.end();
  }
}
