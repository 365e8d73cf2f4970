// The C library's natives, by C name.

import type { NativeFn } from '../../vm/native.ts';
import { CONTEXT_NATIVES } from './native-context.ts';
import { FORMAT_NATIVES } from './native-format.ts';
import { INET_NATIVES } from './native-inet.ts';
import { MATH_NATIVES } from './native-math.ts';
import { NUMBER_NATIVES } from './native-number.ts';
import { REGEX_NATIVES } from './native-regex.ts';
import { STRING_NATIVES } from './native-string.ts';
import { THREAD_NATIVES } from './native-thread.ts';
import { TIME_NATIVES } from './native-time.ts';
import { WIDE_NATIVES } from './native-wide.ts';

/** What the compiler links a call to when the C sources do not define it. */
export const LIBC_NATIVES: Record<string, NativeFn> = {
  ...STRING_NATIVES,
  ...NUMBER_NATIVES,
  ...FORMAT_NATIVES,
  ...INET_NATIVES,
  ...TIME_NATIVES,
  ...THREAD_NATIVES,
  ...MATH_NATIVES,
  ...REGEX_NATIVES,
  ...WIDE_NATIVES,
  ...CONTEXT_NATIVES,
};
