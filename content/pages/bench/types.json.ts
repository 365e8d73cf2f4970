// The types of the bench, for the editor of a cell; fetched with the button "Types" and at no other time.

import type { APIRoute } from 'astro';
import { typeFiles } from '../../../components/bench/type-files.ts';

export const GET: APIRoute = () => Response.json(typeFiles());
