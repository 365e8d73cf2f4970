// The machine with everything that belongs to it, for whoever need not think of weight.

import { LINTS } from '../cc/lints.ts';
import { installLints, installPrograms } from './build.ts';
import { PROGRAMS } from './programs/programs.ts';

installLints(LINTS);
installPrograms(PROGRAMS);
