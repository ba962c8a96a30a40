/** The JSON Schemas of board files, for editors. */

import { padBoardSchema, robotBoardSchema } from '../../hardware/board/schema.ts';
import type { BoardRole } from './default-boards.ts';
import { jsonSchemaText } from './schema-json.ts';

/** As text. */
export function boardSchemaJson(role: BoardRole): string {
  return role === 'robot'
    ? jsonSchemaText('board-robot', 'Roost board of a robot', robotBoardSchema)
    : jsonSchemaText('board-pad', 'Roost board of a pad', padBoardSchema);
}
