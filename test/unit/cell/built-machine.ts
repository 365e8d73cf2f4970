// The machine as the site's build makes it: split into rooms, and as one script.

import { build } from 'vite';
import { type Box, openBox } from '../../../components/cell/build/box.ts';
import { splitWorker, WORKER } from '../../../components/cell/build/plugin.ts';

/** Builds the machine; returns its files by name, with the script itself first. */
export async function builtMachine(whole = false): Promise<Map<string, string>> {
  const result = await build({
    ...{ configFile: false, publicDir: false, logLevel: 'error' },
    plugins: whole ? [] : [splitWorker()],
    build: { write: false, rolldownOptions: { input: WORKER, output: { format: 'es' } } },
  });
  const { output } = result as Extract<typeof result, { output: unknown }>;
  return new Map(
    output.map((file) => {
      const name = file.fileName.replace(/^.*\//, '');
      return [name, String(file.type === 'chunk' ? file.code : file.source)];
    }),
  );
}

/** Starts a machine from its files. */
export function boxOf(files: ReadonlyMap<string, string>): Box {
  const [script] = files.keys();
  return openBox(script, (file) => {
    const text = files.get(file);
    if (text === undefined) throw new Error(`the machine asks for ${file}, which is not there`);
    return text;
  });
}
