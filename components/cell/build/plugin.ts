// The machine of a cell in the built site: what readers do first in one script, all else by need.
//
// One idea: the worker is bundled as any other, into one script, and then split (split.ts). In
// development it stays as it is, a module that imports modules.
//
// Units: offsets in characters.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { commonDigests } from './common-digests.ts';
import { frozen } from './frozen.ts';
import { membersBelow, membersOfPlatform } from './properties.ts';
import { CURL, HELLO, MISTAKES, SERVER, WHOLE_HEADERS } from './rehearsals.ts';
import { type SplitOptions, type Stage, split } from './split.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const HERE = dirname(fileURLToPath(import.meta.url));

/** The worker that is split; all others are left alone. */
export const WORKER = join(root, 'components/cell/cell.worker.ts');

/** What headers are without the names that few programs say. */
const DIGESTS = 'lib/machine/libc/header-digests.ts';

/** Modules of data that are worked out beforehand. */
const FROZEN = [
  'lib/abi/group-names.ts',
  'lib/abi/layouts.ts',
  'lib/abi/signatures.ts',
  'lib/abi/structs-rare.ts',
  'lib/abi/syscall-ids.ts',
  'lib/cc/operands.ts',
  'lib/machine/libc/archive.ts',
  DIGESTS,
  'lib/machine/libc/header-texts.ts',
  'lib/machine/programs/programs.ts',
];

/** What a reader does first, then, and after that; what only later stages need is a room for each,
 * named as no folder is. */
const STAGES: readonly Stage[] = [
  { room: 'script', rehearsals: [[HELLO]] },
  { room: 'server', rehearsals: [[SERVER]] },
  { room: 'more', common: [['client'], ['headers', 'mistake']] },
  { room: 'headers', rehearsals: [[WHOLE_HEADERS]] },
  { room: 'mistake', rehearsals: MISTAKES.map((mistake) => [mistake]) },
  { room: 'client', rehearsals: [[SERVER, CURL]] },
];

/** Folders whose pieces are too few for a room of their own, and where these go. */
const WITH: Readonly<Record<string, string>> = {
  ...{ 'lib/abi': 'kernel', 'lib/sim': 'kernel', 'lib/net': 'tcp' },
  ...{ 'lib/debug': 'notebook', 'components/cell': 'notebook' },
};

/** The room of a module's rare pieces: its folder's, and for the texts of C the texts' own. */
function roomOf(module: string): string {
  if (FROZEN.includes(module)) return 'texts';
  const folder = dirname(module);
  return WITH[folder] ?? folder.replace(/^lib\//, '').replaceAll('/', '-');
}

/** Folders of what a page says to the machine, and what it makes of the answers. */
const SHARED = ['components', 'lib/notebook', 'lib/view'];

let knownOnce: ReadonlySet<string> | undefined;

/** Names of properties that not the machine alone says. */
function known(): ReadonlySet<string> {
  const folders = SHARED.map((folder) => join(root, folder));
  knownOnce ??= new Set([...membersOfPlatform(), ...membersBelow(folders)].sort());
  return knownOnce;
}

/** Says what a split needs to know of the offsets of a script, after its source map. */
function optionsFor(code: string, map: SourceMap): SplitOptions {
  const starts = [0, ...[...code.matchAll(/\n/g)].map((found) => found.index + 1)];
  const moduleAt = (offset: number): string => {
    const line = starts.findLastIndex((start) => start <= offset);
    const entry = map.findEntry(line, offset - starts[line]);
    const source = 'originalSource' in entry ? entry.originalSource : '';
    return /(?:lib|components)\/.*/.exec(source)?.[0] ?? 'lib/machine/x.ts';
  };
  return {
    stages: STAGES,
    roomAt: (offset) => roomOf(moduleAt(offset)),
    // The interpreter's instructions are not made slower by calls.
    fine: (offset) => !moduleAt(offset).startsWith('lib/vm/loop/'),
    known: known(),
  };
}

/** Files of the split machine by name: the script itself under '' and every room. */
export async function splitMachine(code: string, map: string): Promise<Map<string, string>> {
  const parts = await split(code, optionsFor(code, new SourceMap(JSON.parse(map))));
  const files = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [room, text] of parts.rooms) {
    const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8);
    names.set(room, `${room}-${hash}.js`);
    files.set(names.get(room)!, text);
  }
  return files.set(
    '',
    parts.main((room) => names.get(room)!),
  );
}

/** What the files are made from besides the worker's modules. */
function recipe(): string {
  const own = readdirSync(HERE)
    .sort()
    .map((name) => readFileSync(join(HERE, name), 'utf8'));
  return createHash('sha256')
    .update([...own, JSON.stringify(STAGES), ...known()].join('\0'))
    .digest('hex');
}

/** Splits the machine's worker where a bundler makes it. */
export function splitWorker(): Plugin {
  let isMachine = false;
  return {
    name: 'split-machine',
    apply: 'build',
    options({ input }) {
      isMachine = input === WORKER;
    },
    async load(id) {
      const module = relative(root, id);
      if (!isMachine || !FROZEN.includes(module)) return null;
      const instead = module === DIGESTS ? commonDigests() : {};
      return { code: await frozen(id, instead), moduleType: 'js' };
    },
    // The map says which module each piece of the script comes from; it is not kept. Tables are
    // constants (tables.ts), wherever the machine is built.
    outputOptions: (options) =>
      isMachine
        ? { ...options, comments: false, sourcemap: 'hidden', topLevelVar: false }
        : options,
    augmentChunkHash: () => (isMachine ? recipe() : undefined),
    async generateBundle(_, bundle) {
      if (!isMachine) return;
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const [chunk, more] = chunks;
      if (more || !chunk.map)
        throw new Error('the machine is not one script: is there an import()?');
      const files = await splitMachine(chunk.code, chunk.map.toString());
      for (const [name, text] of files) {
        if (name === '') chunk.code = text;
        else
          this.emitFile({
            type: 'asset',
            fileName: join(dirname(chunk.fileName), name),
            source: text,
          });
      }
      for (const name of Object.keys(bundle)) if (name.endsWith('.map')) delete bundle[name];
      chunk.map = null;
    },
  };
}
