// Process: the memory, registers and call stack of one running C program, as plain data.

import type { Driver } from '../abi/trap.ts';
import type { Image } from '../cc/image.ts';
import type { NativeTable } from './native.ts';

export interface VmState {
  /** Which image this process runs. */
  imageId: string;
}

export interface ProcessOptions {
  argv: readonly string[];
  /** `NAME=value` strings. */
  env?: readonly string[];
}

/** Makes the state of a process that is about to enter main. */
export function createProcess(_image: Image, _options: ProcessOptions): VmState {
  throw new Error('createProcess: under construction');
}

/** Returns the functions by which a kernel drives processes of these images. */
export function vmDriver(
  _getImage: (id: string) => Image,
  _natives: NativeTable = {},
): Driver<VmState> {
  throw new Error('vmDriver: under construction');
}
