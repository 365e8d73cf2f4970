// The bench that cells of TypeScript run on, as one file; a page fetches it at the first Run.

import type { APIRoute } from 'astro';
import { benchBundle } from '../../../components/bench/bundle.ts';

export async function getStaticPaths() {
  return [{ params: { hash: (await benchBundle()).hash } }];
}

export const GET: APIRoute = async () =>
  new Response((await benchBundle()).text, {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8' },
  });
