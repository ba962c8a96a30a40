/**
 * What is wrong with the pins of a board: names that it does not have, work that a pin cannot do, pins that two
 * things claim, and pins that would switch something on while the board starts.
 *
 * It looks at the plain value and skips what isn't of the right type, so that these problems are told together
 * with those of the shape.
 */

import type { BoardModel, Pin } from './board.ts';
import { busPlaces, closingLevel, type PinPlace, pinPlaces } from './pin-places.ts';
import { isModel, MODELS, type PinUse, pinsFor } from './pins.ts';
import { at, type BoardFinding, type BoardPath, textAt } from './sense-finding.ts';

/** The one of the names that was probably meant, or null. */
export type Nearest = (name: string, names: readonly string[]) => string | null;

export function pinSense(value: unknown, nearest: Nearest): BoardFinding[] {
  const model = at(value, ['model']);
  const claims = claimsIn(value, isModel(model) ? model : null);
  const twice = claimedTwice(claims);
  if (!isModel(model)) return twice;
  const used = new Set(claims.map(({ pin }) => pin));
  const judge: Judge = { model, nearest, used };
  const unfit = pinPlaces(value).flatMap((place) => {
    const pin = textAt(value, place.path);
    return pin === null || pin === '' ? [] : (unfitPin(pin, place, judge) ?? []);
  });
  const told = new Set(unfit.map(({ path }) => path.join()));
  const later = [...twice, ...startSense(value, judge)];
  return [...unfit, ...later.filter(({ path }) => !told.has(path.join()))];
}

interface Judge {
  readonly model: BoardModel;
  readonly nearest: Nearest;
  readonly used: ReadonlySet<Pin>;
}

interface Claim {
  readonly pin: Pin;
  readonly path: BoardPath;
  readonly isBus: boolean;
}

function claimsIn(value: unknown, model: BoardModel | null): Claim[] {
  const pins = pinPlaces(value).flatMap(({ path }) => {
    const pin = textAt(value, path);
    return pin === null ? [] : [{ pin, path, isBus: false }];
  });
  if (model === null) return pins;
  const bus = busPlaces(value).flatMap((path) =>
    MODELS[model].i2c.map((pin) => ({ pin, path, isBus: true })),
  );
  return [...bus, ...pins];
}

/** Devices on the bus share it; all else has its pins to itself. */
function claimedTwice(claims: readonly Claim[]): BoardFinding[] {
  const first = new Map<Pin, Claim>();
  const findings: BoardFinding[] = [];
  for (const claim of claims) {
    const earlier = first.get(claim.pin);
    if (earlier === undefined) first.set(claim.pin, claim);
    else if (!(earlier.isBus && claim.isBus)) {
      const other = earlier.path.join('.');
      const is = `${claim.path.join('.')} is ${claim.pin}`;
      findings.push({
        path: claim.path,
        also: [earlier.path],
        what: earlier.isBus ? `${is}, and so is the bus of ${other}` : `${is}, and so is ${other}`,
        mend: 'give each a pin of its own',
      });
    }
  }
  return findings;
}

function unfitPin(pin: Pin, place: PinPlace, judge: Judge): BoardFinding | null {
  const { path, use } = place;
  const { name, pins, range, taken } = MODELS[judge.model];
  if (pinsFor(judge.model, use).length === 0) return unfitBoard(path, use);
  const is = `${path.join('.')} is ${pin}`;
  const duty = Object.hasOwn(taken, pin) ? taken[pin] : undefined;
  if (duty !== undefined) return { path, what: `${is}, ${duty}`, mend: freePins(use, judge) };
  const kind = pins.get(pin);
  if (kind === undefined) {
    const near = judge.nearest(pin, pinsFor(judge.model, use));
    const mend = near === null ? `its pins are ${range}` : `did you mean '${near}'?`;
    return { path, what: `${is}, and ${name} has no such pin`, mend };
  }
  if (kind.uses.includes(use)) return null;
  return { path, what: `${is}, which ${CANNOT[use]}`, mend: freePins(use, judge) };
}

const CANNOT: Readonly<Record<PinUse, string>> = {
  input: 'measures volts, and does nothing else',
  'pull-up': 'measures volts, and does nothing else',
  output: 'measures volts, and does nothing else',
  pwm: 'has no pulse width (pwm)',
  analog: 'measures no volts',
};

function freePins(use: PinUse, { model, used }: Judge): string {
  const free = pinsFor(model, use).filter((pin) => !used.has(pin));
  return free.length === 0 ? 'free a pin that can do this' : `take one of ${free.join(', ')}`;
}

/** Work that no pin of the board can do: a Raspberry Pi only switches and reads. */
function unfitBoard(path: BoardPath, use: PinUse): BoardFinding {
  if (use === 'pwm') {
    const what = 'the pins of a Raspberry Pi have no pulse width (pwm)';
    return { path, atKey: true, what, mend: 'leave pwm out, and name a pin for brake' };
  }
  const sensor = path.slice(0, -1);
  const mend =
    path[0] === 'drive'
      ? 'leave drive.current out'
      : `write { hwmon: {} } for ${sensor.slice(0, -1).join('.')}`;
  return { path: sensor, atKey: true, what: 'a Raspberry Pi measures no volts', mend };
}

/** Between power and program, nothing may be on. */
function startSense(value: unknown, judge: Judge): BoardFinding[] {
  const { name, pins } = MODELS[judge.model];
  const pulled = (path: BoardPath) => pins.get(textAt(value, path) ?? '')?.atStart;
  const findings: BoardFinding[] = [];
  const refuse = (path: BoardPath, what: string, isRight: (pin: Pin) => boolean) => {
    const right = pinsFor(judge.model, 'output').filter((pin) => isRight(pin));
    const free = right.filter((pin) => !judge.used.has(pin));
    findings.push({ path, what, mend: `take one of ${free.join(', ')}` });
  };

  const relay = ['relay', 'pin'];
  const closing = closingLevel(value);
  const closes = [`pulled-${closing}`, 'driven'];
  if (closes.includes(pulled(relay) ?? '')) {
    const is = `relay.pin is ${textAt(value, relay)}`;
    const how = pulled(relay) === 'driven' ? 'flickers' : `is pulled ${closing}`;
    const what = `${is}, which ${how} while ${name} starts, and closes the relay`;
    refuse(relay, what, (pin) => !closes.includes(pins.get(pin)!.atStart));
  }
  for (const side of ['left', 'right']) {
    const direction = ['drive', side, 'direction'];
    const brake = ['drive', side, 'brake'];
    const levels = [pulled(direction), pulled(brake)];
    // With a pulse width, the motor stands still until there are pulses.
    const isSwitched = textAt(value, ['drive', side, 'pwm']) === null;
    if (!isSwitched || levels.includes(undefined) || levels[0] === levels[1]) continue;
    const names = `${textAt(value, direction)} and ${textAt(value, brake)}`;
    const what = `${names} have different levels while ${name} starts, and the ${side} motor turns`;
    refuse(brake, what, (pin) => pins.get(pin)!.atStart === levels[0]);
  }
  return findings;
}
