/** The route of an address. Names in it are read in any case, as Graph reads them; what stands in braces is kept as it is. */
import { ROUTES, type Route } from './routes.ts';

export interface FoundRoute {
  readonly route: Route;
  /** What stands in the place of `{…}`, in order. */
  readonly parameters: readonly string[];
}

/** By method and number of parts. */
const BY_SHAPE = new Map<string, { readonly route: Route; readonly parts: readonly string[] }[]>();
for (const route of ROUTES) {
  const parts = route.path.split('/').filter((part) => part !== '');
  const shape = `${route.method} ${parts.length}`;
  BY_SHAPE.set(shape, [...(BY_SHAPE.get(shape) ?? []), { route, parts: parts.map((part) => part.toLowerCase()) }]);
}

/** Null when there is no such address, or not with that method. */
export function findRoute(method: string, path: readonly string[]): FoundRoute | null {
  for (const { route, parts } of BY_SHAPE.get(`${method} ${path.length}`) ?? []) {
    const isThis = parts.every((part, at) => isParameter(part) || part === path[at]?.toLowerCase());
    if (isThis) return { route, parameters: path.filter((_, at) => isParameter(parts[at] ?? '')) };
  }
  return null;
}

function isParameter(part: string): boolean {
  return part.startsWith('{');
}
