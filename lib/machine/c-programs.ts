// C programs as a kind of program: whoever imports this ships the virtual machine.
//
// One idea: a task's state names its image; the images themselves never change and are kept here,
// outside the machine, so that a snapshot does not copy them.

import type { Image } from '../cc/image.ts';
import { createProcess, vmDriver } from '../vm/process.ts';
import { LIBC_NATIVES } from './libc/natives.ts';
import { installKind, type Program } from './programs.ts';

const images = new Map<string, Image>();

/** Finds an image that has been started before; throws for any other. */
export function imageOf(id: string): Image {
  const image = images.get(id);
  if (!image) throw new Error(`no image '${id}' has been started`);
  return image;
}

/** Makes C images runnable on every machine, so that exec takes them. */
export function installC(): void {
  installKind('c', vmDriver(imageOf, LIBC_NATIVES), (program: Program) => {
    if (!('image' in program)) throw new Error('exec: a C image was expected');
    const image = program.image as Image;
    images.set(image.id, image);
    const { argv, env = {}, comm } = program;
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const data = createProcess(image, { argv, env: variables });
    // The kernel keeps 15 characters of the file's name.
    const name = comm ?? (argv[0] ?? 'a.out').split('/').at(-1)!;
    return { data, comm: name.slice(0, 15), argv };
  });
}
