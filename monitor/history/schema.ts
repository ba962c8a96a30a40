/**
 * The tables of the history, and the version that stands in the file (`user_version`).
 *
 * Rows are written in the order of time, so the row id is a clock: the oldest rows are those with the lowest ids,
 * and go first (trim.ts). All times are milliseconds since 1970 on the hub's clock.
 */

export const SCHEMA_VERSION = 1;

export const SCHEMA = `
CREATE TABLE events (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, zone TEXT, member TEXT NOT NULL, event TEXT NOT NULL,
  pad TEXT, what TEXT NOT NULL);
CREATE INDEX events_at ON events (at_ms);

CREATE TABLE frames (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, zone TEXT NOT NULL, member TEXT NOT NULL, kind TEXT NOT NULL,
  receiver TEXT, pad TEXT, bytes INTEGER NOT NULL);
CREATE INDEX frames_at ON frames (at_ms);

-- lease_ms: when the last lease that was told of ends; a robot that dies says no exit.
CREATE TABLE stays (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, until_ms INTEGER, lease_ms INTEGER, zone TEXT,
  pad TEXT NOT NULL, robot TEXT NOT NULL, epoch INTEGER, counter INTEGER);
CREATE INDEX stays_at ON stays (at_ms);

CREATE TABLE marks (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, zone TEXT, what TEXT NOT NULL, member TEXT NOT NULL,
  pad TEXT, epoch INTEGER, text TEXT NOT NULL);
CREATE INDEX marks_at ON marks (at_ms);

CREATE TABLE alarms (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, until_ms INTEGER, alarm TEXT NOT NULL, kind TEXT NOT NULL,
  severity TEXT NOT NULL, zone TEXT, member TEXT, pad TEXT, text TEXT NOT NULL, mend TEXT NOT NULL);
CREATE INDEX alarms_at ON alarms (at_ms);

CREATE TABLE commands (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, asked_by TEXT NOT NULL, verb TEXT NOT NULL,
  member TEXT NOT NULL, reason TEXT, outcome TEXT NOT NULL, error TEXT);
CREATE INDEX commands_at ON commands (at_ms);

CREATE TABLE samples (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, member TEXT NOT NULL, battery INTEGER NOT NULL);
CREATE INDEX samples_of ON samples (member, at_ms);

CREATE TABLE figures (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, wait_p50_ms REAL, wait_p99_ms REAL,
  frames_per_entry REAL, radio_share TEXT NOT NULL);
CREATE INDEX figures_at ON figures (at_ms);
`;

export const TABLES = [
  'events',
  'frames',
  'stays',
  'marks',
  'alarms',
  'commands',
  'samples',
  'figures',
] as const;
export type Table = (typeof TABLES)[number];
