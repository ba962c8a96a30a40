/** The radio of a scenario, as the air has it. */

import type { RadioProfile } from '../air/profile.ts';
import { RADIO_PROFILES } from '../air/profiles.ts';
import type { RadioName } from '../scenario/scenario.ts';

export function profileOf(radio: RadioName): RadioProfile {
  return RADIO_PROFILES[radio];
}
