/**
 * Errors that answer messages: what was asked for and cannot be had. They stand in the state, since VDA 5050 has no
 * replies, and go when something is asked for that can be had.
 */

import type { Dialect, ErrorName } from './dialect.ts';

export interface ErrorReference {
  readonly referenceKey: string;
  readonly referenceValue: string;
}

/** An error as a state carries it, in both versions. */
export interface VdaError {
  readonly errorType: string;
  readonly errorLevel: string;
  readonly errorDescription: string;
  readonly errorHint?: string;
  readonly errorReferences?: readonly ErrorReference[];
}

/** More would hide the newest from whoever looks. */
const MAX_ERRORS = 8;
const MAX_DESCRIPTION_CHARACTERS = 500;

export class MessageErrors {
  private readonly dialect: Dialect;
  private errors: VdaError[] = [];

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  get all(): readonly VdaError[] {
    return this.errors;
  }

  /** The robot can go on: a warning. `references` by key; the oldest error goes when there are too many. */
  add(name: ErrorName, description: string, references: Readonly<Record<string, string>>): void {
    const error: VdaError = {
      errorType: this.dialect.errors[name],
      errorLevel: 'WARNING',
      errorDescription: description.slice(0, MAX_DESCRIPTION_CHARACTERS).toWellFormed(),
      errorReferences: Object.entries(references).map(([referenceKey, referenceValue]) => ({
        referenceKey,
        referenceValue,
      })),
    };
    const text = JSON.stringify(error);
    // Sent again and again, it is one error still, and the newest.
    this.errors = this.errors.filter((other) => JSON.stringify(other) !== text);
    this.errors.push(error);
    if (this.errors.length > MAX_ERRORS) this.errors.shift();
  }

  /** Something that can be had was asked for. */
  clear(): void {
    this.errors = [];
  }
}
