// Finds the function a request belongs to, by the manifest's routes: the first match wins.
import { type FunctionName, type RouteSpec, routes } from '../../../functions/manifest.ts';

const compiled = routes.map((route) => ({ route, pattern: toPattern(route) }));

export function functionFor(method: string, path: string): FunctionName | undefined {
  return compiled.find(({ route, pattern }) => takes(route, method) && pattern.test(path))?.route.function;
}

function takes(route: RouteSpec, method: string): boolean {
  // API Gateway's routes for GET do not answer HEAD, but people's browsers and link checkers ask.
  return route.method === 'ANY' || route.method === method || (route.method === 'GET' && method === 'HEAD');
}

function toPattern({ path }: RouteSpec): RegExp {
  const parts = path.split('/').map((part) => {
    if (part === '{proxy+}') return '.+';
    if (/^\{\w+\}$/.test(part)) return '[^/]+';
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
