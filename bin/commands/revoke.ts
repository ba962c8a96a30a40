/** `roost revoke ID`: a new key for all but these, and nobody hears them any more. */

import { changeKey, type RotateOptions } from './rotate.ts';

export interface RevokeOptions extends RotateOptions {
  readonly ids: readonly string[];
}

export async function run({ ids, ...options }: RevokeOptions): Promise<void> {
  await changeKey(options, ids);
}
