/** GET /api/history/...: parameters in, answers of the history out. The trace is sent as fast as it is taken. */

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Queries, Span } from '../history/queries.ts';
import { type Answer, json } from './answer.ts';
import { membersOf, onlyThese, seriesNameOf, spanOf, windowOf, zoneOf } from './parameters.ts';

/** Null for a path that is none of these. Throws ParameterError. */
export function answerHistory(
  queries: Queries,
  path: string,
  query: URLSearchParams,
  nowMs: number,
): Answer | null {
  switch (path) {
    case '/api/history/timeline':
      onlyThese(query, ['from', 'to', 'zone']);
      return json(queries.timeline(spanOf(query, nowMs), zoneOf(query)));
    case '/api/history/around':
      onlyThese(query, ['at', 'window', 'zone']);
      return json(queries.around(windowOf(query), zoneOf(query)));
    case '/api/history/series':
      onlyThese(query, ['from', 'to', 'name', 'member']);
      return json(queries.series(spanOf(query, nowMs), seriesNameOf(query), membersOf(query)));
    case '/api/history/commands':
      onlyThese(query, ['from', 'to']);
      return json(queries.commands(spanOf(query, nowMs)));
    default:
      return null;
  }
}

/** Ends early when whoever asked has gone. */
export async function sendTrace(
  queries: Queries,
  span: Span,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'application/x-ndjson',
    'cache-control': 'no-store',
    'content-disposition': `attachment; filename="trace-${span.fromMs}-${span.toMs}.ndjson"`,
  });
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  for (const lines of queries.trace(span)) {
    if (gone.signal.aborted) return;
    if (response.write(lines)) {
      // Others have their turn between two pieces.
      await new Promise<void>((resolve) => setImmediate(resolve));
    } else {
      await once(response, 'drain', { signal: gone.signal }).catch(() => {});
    }
  }
  response.end();
}
