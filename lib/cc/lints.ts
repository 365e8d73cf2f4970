// Lints: everything that the checker may ask, in one object. See lint.ts.

import type { Lint } from './lint.ts';
import { lintGaveUp } from './lint-broken.ts';
import { lintCast } from './lint-cast.ts';
import {
  lintArithmetic,
  lintCompare,
  lintConvert,
  lintIndex,
  lintMain,
  lintMeasured,
  lintReturned,
  lintTest,
} from './lint-expression.ts';
import { lintFlow } from './lint-flow.ts';
import { lintFilled, lintOverwritten, lintUnbraced } from './lint-initializer.ts';
import { lintSwitch } from './lint-switch.ts';
import { lintSyntax } from './lint-syntax.ts';
import { lintText } from './lint-text.ts';
import { lintFile, lintLocals } from './lint-unused.ts';
import { lintCall, lintDropped, lintIgnored } from './lint-value.ts';

export const LINTS: Lint = {
  text: lintText,
  syntax: lintSyntax,
  compare: lintCompare,
  arithmetic: lintArithmetic,
  convert: lintConvert,
  cast: lintCast,
  call: lintCall,
  index: lintIndex,
  test: lintTest,
  dropped: lintDropped,
  ignored: lintIgnored,
  switched: lintSwitch,
  measured: lintMeasured,
  returned: lintReturned,
  filled: lintFilled,
  unbraced: lintUnbraced,
  overwritten: lintOverwritten,
  main: lintMain,
  gaveUp: lintGaveUp,
  functionEnd: (c) => {
    lintFlow(c);
    lintLocals(c);
  },
  unitEnd: lintFile,
};
