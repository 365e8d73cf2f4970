// The programs that every machine has, by the name a shell finds them under.

import type { SourceFile } from '../../cc/compile.ts';
import { CURL } from './curl.ts';
import { GREP, HEAD, SORT, TAIL, WC } from './filters.ts';
import { NC } from './nc.ts';
import { SH } from './sh.ts';
import { CAT, ECHO, SLEEP } from './tools.ts';

export const PROGRAMS: Readonly<Record<string, SourceFile>> = {
  curl: CURL,
  nc: NC,
  echo: ECHO,
  cat: CAT,
  sh: SH,
  sleep: SLEEP,
  grep: GREP,
  head: HEAD,
  tail: TAIL,
  wc: WC,
  sort: SORT,
};
