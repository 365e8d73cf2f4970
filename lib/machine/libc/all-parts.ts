// Every part of the C library.

import { COMMANDS_PART } from './part-commands.ts';
import { INTERFACES_PART } from './part-interfaces.ts';
import { LISTS_PART } from './part-lists.ts';
import { MATH_PART } from './part-math.ts';
import { MEMORY_PART } from './part-memory.ts';
import { MISC_PART } from './part-misc.ts';
import { RING_PART } from './part-ring.ts';
import { TERMINAL_PART } from './part-terminal.ts';
import { THREADS_PART } from './part-threads.ts';
import { WIDE_PART } from './part-wide.ts';
import { installPart } from './parts.ts';

installPart(COMMANDS_PART);
installPart(INTERFACES_PART);
installPart(LISTS_PART);
installPart(MATH_PART);
installPart(MEMORY_PART);
installPart(MISC_PART);
installPart(RING_PART);
installPart(TERMINAL_PART);
installPart(THREADS_PART);
installPart(WIDE_PART);
