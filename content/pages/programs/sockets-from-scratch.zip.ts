// All programs in one file, with a Makefile.

import type { APIRoute } from 'astro';
import { PROGRAMS } from '../../../components/book/program-files.ts';
import { programsZip } from '../../../components/book/programs-zip.ts';

export const GET: APIRoute = () =>
  new Response(new Uint8Array(programsZip(PROGRAMS.values())), {
    headers: { 'Content-Type': 'application/zip' },
  });
