// Every part of the C library, for whoever does not mind the weight.

import { MATH_PART } from './part-math.ts';
import { MISC_PART } from './part-misc.ts';
import { THREADS_PART } from './part-threads.ts';
import { installPart } from './parts.ts';

installPart(MATH_PART);
installPart(MISC_PART);
installPart(THREADS_PART);
