/** Keeps pages of others from using the session of somebody who is signed in here. */
import type { FastifyRequest } from 'fastify';
import { Failure } from '../base/problem.ts';

const HARMLESS = ['GET', 'HEAD', 'OPTIONS'];
const OWN = ['same-origin', 'none'];

/** Browsers say where a request comes from (Fetch Metadata, and Origin in older ones); programs say nothing. */
export async function refuseForeignPages({ method, headers }: FastifyRequest): Promise<void> {
  if (HARMLESS.includes(method)) return;
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  const isForeign = site !== undefined ? !OWN.includes(site) : origin !== undefined && URL.parse(origin)?.host !== host;
  if (isForeign) throw new Failure('service.foreign-page', {});
}
