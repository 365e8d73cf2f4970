// Digests of headers, where a page has them: see digest.ts, and components/cell/build/plugin.ts, which
// puts its own in the place of these exports. Elsewhere headers are whole.

import { lookup } from '../../abi/lookup.ts';

export const hasDigests: boolean = false;
export const digestText = lookup<string>({});
export const leftOut = lookup<string>({});
