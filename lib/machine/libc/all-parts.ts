// Every part of the C library.

import { COMMANDS_PART } from './part-commands.ts';
import { INTERFACES_PART } from './part-interfaces.ts';
import { LISTS_PART } from './part-lists.ts';
import { MATH_PART } from './part-math.ts';
import { MEMORY_PART } from './part-memory.ts';
import { MISC_PART } from './part-misc.ts';
import { PATHS_PART } from './part-paths.ts';
import { RARE_PART } from './part-rare.ts';
import { RING_PART } from './part-ring.ts';
import { SCHED_PART } from './part-sched.ts';
import { SYSTEM_PART } from './part-system.ts';
import { TERMINAL_PART } from './part-terminal.ts';
import { THREADS_PART } from './part-threads.ts';
import { TIMES_PART } from './part-times.ts';
import { USERS_PART } from './part-users.ts';
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
installPart(PATHS_PART);
installPart(RARE_PART);
installPart(SCHED_PART);
installPart(SYSTEM_PART);
installPart(TIMES_PART);
installPart(USERS_PART);
