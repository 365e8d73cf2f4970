// C programs as a kind of program: whoever imports this ships the virtual machine.
//
// One idea: a task's state names its image; the images themselves never change and are kept here,
// outside the machine, so that a snapshot does not copy them.

import type { Image } from '../cc/image.ts';
import { createProcess, vmDriver } from '../vm/process.ts';
import { executableName } from './executables.ts';
import { LIBC_NATIVES } from './libc/natives.ts';
import { installKind, type Program } from './programs.ts';

const images = new Map<string, Image>();
/** Texts of images by their files' names, where whoever built one has handed them over. */
const texts = new Map<string, ReadonlyMap<string, string>>();

/** Finds an image that has been started before; throws for any other. */
export function imageOf(id: string): Image {
  const image = images.get(id);
  if (!image) throw new Error(`no image '${id}' has been started`);
  return image;
}

/** Finds an image that nobody has started yet, by the name in its file. */
type Finder = (name: string) => Image | undefined;
const finders = new Set<Finder>();

/** Says who knows more images than those that have been started: see build.ts. */
export function findImagesBy(finder: Finder): void {
  finders.add(finder);
}

/** Keeps an image, so that a file may name it; and the texts that it was built from. */
export function keepImage(image: Image, from?: ReadonlyMap<string, string>): void {
  images.set(image.id, image);
  if (from) texts.set(image.id, from);
}

/** The texts that an image was built from; undefined for the system's own programs. */
export function textsOf(id: string): ReadonlyMap<string, string> | undefined {
  return texts.get(id);
}

/** Finds the image whose file it is; undefined for any other file. */
export function imageIn(file: Uint8Array): Image | undefined {
  const name = executableName(file);
  if (name === undefined) return undefined;
  const known = images.get(name);
  if (known) return known;
  for (const find of finders) {
    const found = find(name);
    if (found) keepImage(found);
    if (found) return found;
  }
  return undefined;
}

/** Makes C images runnable on every machine, so that exec takes them. */
export function installC(): void {
  const driver = vmDriver(imageOf, LIBC_NATIVES, undefined, imageIn);
  installKind('c', driver, (program: Program) => {
    if (!('image' in program)) throw new Error('exec: a C image was expected');
    const image = program.image as Image;
    keepImage(image);
    const { argv, env = {}, comm } = program;
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const data = createProcess(image, { argv, env: variables });
    // The kernel keeps 15 characters of the file's name.
    const name = comm ?? (argv[0] ?? 'a.out').split('/').at(-1)!;
    return { data, comm: name.slice(0, 15), argv };
  });
}
