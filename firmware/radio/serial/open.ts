/**
 * A radio module at a serial port, as a Radio: the driver of its family, the queue that paces what is
 * sent, and the link that keeps the port going.
 */

import type { SharedProfile } from '../../../src/radio/profile.ts';
import type { Timeline } from '../../../src/radio/timeline.ts';
import { TransmitQueue, type UnsentReason } from '../../../src/radio/transmit.ts';
import type { Radio, RadioListener } from '../../../src/runtime/ports.ts';
import type { SerialConfig } from './config.ts';
import type { ModuleDriver } from './driver.ts';
import type { OpenPort } from './port.ts';
import { reyaxDriver } from './reyax.ts';
import { SerialLink } from './serial-link.ts';
import { openSerialPort } from './serialport-port.ts';
import { transparentDriver } from './transparent.ts';
import { xbeeDriver } from './xbee.ts';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;

/** A radio that can tell reports too, as the channel has room. */
export interface SerialRadio extends Radio {
  /**
   * Where reports come from: asked for one frame at a time, and only while the link is up. Null when
   * there is none; then it is asked again after `wake`.
   */
  setReports(next: (() => Uint8Array | null) | null): void;
  /** There may be a report now. */
  wake(): void;
  /** Frames that wait until the module is free. */
  readonly unsent: number;
}

export interface SerialRadioOptions {
  readonly config: SerialConfig;
  /** The radio that the modules are; the driver adds what it puts around a frame. */
  readonly profile: SharedProfile;
  readonly listener: RadioListener;
  readonly timeline: Timeline;
  /** Something that a person should know, in plain words, although the link stands. */
  readonly onNotice?: (text: string) => void;
  /** A frame of so many bytes on the air will not be sent. */
  readonly onUnsent?: (reason: UnsentReason, bytes: number) => void;
  /** What reports may take of the channel; src/radio/transmit.ts has the default. */
  readonly reportShare?: number;
  /** How long to keep silent after a frame of so many bytes on the air: where a relay repeats it. */
  readonly holdOffMs?: (bytes: number) => number;
  /** Fractions in [0, 1): for the waits between tries. */
  readonly fraction?: () => number;
  readonly openPort?: OpenPort;
  readonly firstRetryMs?: number;
  readonly longestRetryMs?: number;
}

/** The driver that the configuration names. */
export function driverOf(
  config: SerialConfig,
  profile: SharedProfile,
  timeline: Timeline,
): ModuleDriver {
  switch (config.driver) {
    case 'transparent':
      return transparentDriver(config, profile, timeline);
    case 'reyax':
      return reyaxDriver(config, profile, timeline);
    case 'xbee':
      return xbeeDriver(config, profile, timeline);
  }
}

/**
 * Opens the port, and opens it again for as long as the radio is open; never throws. The listener's
 * onLink(false) before the first onLink(true) says why there is no link yet.
 */
export function openSerialRadio(options: SerialRadioOptions): SerialRadio {
  return new ModuleRadio(options);
}

class ModuleRadio implements SerialRadio {
  readonly mtuBytes: number;
  private readonly options: SerialRadioOptions;
  private readonly driver: ModuleDriver;
  private readonly queue: TransmitQueue;
  private readonly link: SerialLink;
  private reports: (() => Uint8Array | null) | null = null;

  constructor(options: SerialRadioOptions) {
    const { config, profile, timeline } = options;
    this.options = options;
    this.driver = driverOf(config, profile, timeline);
    this.mtuBytes = this.driver.mtuBytes;
    this.queue = this.makeQueue();
    this.link = this.makeLink();
  }

  get unsent(): number {
    return this.queue.unsent;
  }

  private makeQueue(): TransmitQueue {
    const { timeline, onUnsent, reportShare, holdOffMs, fraction = Math.random } = this.options;
    const { profile, completion } = this.driver;
    return new TransmitQueue({
      profile,
      timeline,
      completion,
      put: (packed) => this.link.put(packed),
      onUnsent: (packed, reason) => onUnsent?.(reason, packed.length),
      fraction,
      ...(reportShare === undefined ? {} : { reportShare }),
      ...(holdOffMs === undefined ? {} : { holdOffMs }),
    });
  }

  private makeLink(): SerialLink {
    const { config, listener, timeline, openPort = openSerialPort } = this.options;
    const { firstRetryMs = FIRST_RETRY_MS, longestRetryMs = LONGEST_RETRY_MS } = this.options;
    const { path, baud } = config;
    return new SerialLink({
      path,
      baud,
      driver: this.driver,
      timeline,
      openPort,
      firstRetryMs,
      longestRetryMs,
      fraction: this.options.fraction ?? Math.random,
      onFrame: (frame, packedBytes) => {
        this.queue.heard(packedBytes);
        listener.onFrame(frame);
      },
      onDrop: (reason, bytes) => listener.onDrop(reason, bytes),
      onFinished: () => this.queue.finished(),
      onNotice: (text) => this.options.onNotice?.(text),
      onUp: () => {
        listener.onLink(true, 'the module is ready');
        // Whoever was told may have closed the radio.
        if (this.link.isUp) this.queue.setReports(this.reports);
      },
      onDown: (reason) => {
        this.queue.clear();
        listener.onLink(false, reason);
      },
    });
  }

  send(frame: Uint8Array): void {
    if (this.link.isUp && this.fits(frame)) this.queue.send(this.driver.pack(frame));
  }

  setReports(next: (() => Uint8Array | null) | null): void {
    this.reports = next && (() => this.packedReport(next));
    // Asked for while the link is down, a report would be lost.
    if (this.link.isUp) this.queue.setReports(this.reports);
  }

  wake(): void {
    if (this.link.isUp) this.queue.wake();
  }

  close(): Promise<void> {
    this.queue.clear();
    return this.link.close();
  }

  private fits(frame: Uint8Array): boolean {
    if (frame.length === 0) return false;
    if (frame.length <= this.mtuBytes) return true;
    this.options.onUnsent?.('too-long', frame.length);
    return false;
  }

  /** The next report; one that is too long is lost, and the source asked again after `wake`. */
  private packedReport(next: () => Uint8Array | null): Uint8Array | null {
    const report = next();
    return report !== null && this.fits(report) ? this.driver.pack(report) : null;
  }
}
