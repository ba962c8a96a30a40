/**
 * Which view is shown, told by the part of the address after `#`: so each view has a link of its own, and the browser's
 * back button works. `#swarm/r1` is robot r1 in the swarm view; what follows `?` belongs to the view.
 */
import { type ReadonlySignal, signal } from '@preact/signals';

export const ROUTES = ['swarm', 'timeline', 'charts', 'history'] as const;
export type RouteName = (typeof ROUTES)[number];

export interface Route {
  readonly name: RouteName;
  /** After the slash: a member. */
  readonly rest: string | null;
  readonly query: string;
}

export function routeOf(hash: string): Route {
  const text = hash.replace(/^#/, '');
  const [path = '', ...query] = text.split('?');
  const [first = '', ...rest] = path.split('/');
  const name = ROUTES.find((route) => route === first) ?? 'swarm';
  return { name, rest: decoded(rest.join('/')), query: query.join('?') };
}

/** Hash of a member in the swarm view. */
export function memberHash(id: string): string {
  return `#swarm/${encodeURIComponent(id)}`;
}

export function openRoute(window: Window): ReadonlySignal<Route> {
  const route = signal(routeOf(window.location.hash));
  window.addEventListener('hashchange', () => {
    route.value = routeOf(window.location.hash);
  });
  return route;
}

function decoded(text: string): string | null {
  if (text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
