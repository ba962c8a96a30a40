/** A board that cannot be reached from this machine, whatever is plugged. The message can be shown as it is. */
export class BoardError extends Error {
  override readonly name = 'BoardError';
}
