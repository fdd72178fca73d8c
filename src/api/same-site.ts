/** Keeps pages of others from using the session of somebody who is signed in here. */
import type { FastifyRequest } from 'fastify';
import { Failure } from '../base/problem.ts';
import { bearerToken } from './people/bearer.ts';
import { SESSION_COOKIE } from './people/caller.ts';

const HARMLESS = ['GET', 'HEAD', 'OPTIONS'];
const OWN = ['same-origin', 'none'];

/**
 * Browsers say where a request comes from (Fetch Metadata, and Origin in older ones); programs say nothing. A token is sent by
 * nobody who does not have it, so a request that carries one and no session may come from anywhere.
 */
export async function refuseForeignPages(request: FastifyRequest): Promise<void> {
  const { method, headers, cookies, routeOptions } = request;
  if (HARMLESS.includes(method)) return;
  const isByToken = bearerToken(request) !== null && cookies[SESSION_COOKIE] === undefined;
  if (isByToken && routeOptions.config.scope !== undefined) return;
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  const { host } = request;
  const isForeign = site !== undefined ? !OWN.includes(site) : origin !== undefined && URL.parse(origin)?.host !== host;
  if (isForeign) throw new Failure('service.foreign-page', {});
}
