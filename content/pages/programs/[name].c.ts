// The programs as files to take home: the text that listings number and cells run.

import type { APIRoute } from 'astro';
import { PROGRAMS, program } from '../../../components/book/program-files.ts';

export function getStaticPaths() {
  return [...PROGRAMS.keys()].map((name) => ({ params: { name } }));
}

export const GET: APIRoute = ({ params }) =>
  new Response(program(params.name!).text, {
    headers: { 'Content-Type': 'text/x-c; charset=utf-8' },
  });
