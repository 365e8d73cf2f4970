// A layout: what a struct is in memory, read from lines as pahole prints them.
//
// Units: bytes, from the start of the struct.

/** One field. `ctype` is C, with `%` where the name goes if the declarator wraps it. */
export interface Field {
  name: string;
  offset: number;
  size: number;
  ctype: string;
}

/** A struct as C sees it. `packed` structs have no padding at all. */
export interface Layout {
  name: string;
  size: number;
  align: number;
  packed?: boolean;
  fields: Field[];
}

const sizes: Record<string, number> = {
  int8_t: 1,
  uint8_t: 1,
  char: 1,
  'unsigned char': 1,
  short: 2,
  'short int': 2,
  uint16_t: 2,
  sa_family_t: 2,
  in_port_t: 2,
  'unsigned short int': 2,
  int: 4,
  'unsigned int': 4,
  uint32_t: 4,
  in_addr_t: 4,
  socklen_t: 4,
  mode_t: 4,
  uid_t: 4,
  gid_t: 4,
  pid_t: 4,
  'struct in_addr': 4,
};

/** Size of a field's type; whatever is not in the table (long, pointers, size_t) has eight bytes. */
function sizeOf(ctype: string): number {
  const array = /^(.*?) ?%\[(\d+)\]$/.exec(ctype);
  if (array) return sizeOf(array[1]) * Number(array[2]);
  if (ctype === 'struct timespec' || ctype === 'struct timeval') return 16;
  if (ctype === 'struct in6_addr' || ctype === 'struct statx_timestamp') return 16;
  if (ctype === 'sigset_t') return 128;
  return sizes[ctype] ?? 8;
}

/** Offset, type, name (or names of bit-fields, each with its width), and an array's length. */
const LINE = /^\s*(\d+) (.*?) ?(\w+(?: : \d+(?:, \w+ : \d+)*)?)(\[\d+\])?$/;

/** Builds a layout from `offset ctype name` lines, as pahole prints them. */
export function layout(
  name: string,
  size: number,
  align: number,
  text: string,
  packed = false,
): Layout {
  const fields = text
    .trim()
    .split('\n')
    .map((line) => {
      const [, offset, ctype, field, array] = LINE.exec(line)!;
      const full = array ? `${ctype} %${array}` : ctype;
      return { name: field, offset: Number(offset), size: sizeOf(full), ctype: full };
    });
  return packed ? { name, size, align, packed, fields } : { name, size, align, fields };
}
