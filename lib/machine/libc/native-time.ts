// <time.h> where it is pure: dates as text.
//
// Source: ISO C17 7.27.3.5; glibc 2.36 in the C locale.
// Departs: every zone is UTC.

import type { NativeApi, NativeFn } from '../../vm/native.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** struct tm's nine ints, in their order. */
interface Tm {
  sec: number;
  min: number;
  hour: number;
  mday: number;
  mon: number;
  year: number;
  wday: number;
  yday: number;
}

/** A field is read when it is asked for: a program sets only those that its format names. */
function readTm(cpu: NativeApi, addr: number): Tm {
  const at = (i: number) => cpu.readI32(addr + 4 * i);
  return {
    get sec() {
      return at(0);
    },
    get min() {
      return at(1);
    },
    get hour() {
      return at(2);
    },
    get mday() {
      return at(3);
    },
    get mon() {
      return at(4);
    },
    get year() {
      return at(5) + 1900;
    },
    get wday() {
      return at(6);
    },
    get yday() {
      return at(7);
    },
  };
}

const two = (x: number) => String(x).padStart(2, '0');

/** Writes a date as strftime does; a conversion it does not know stays as it is. */
export function dateText(format: string, tm: Tm): string {
  return format.replace(/%[EO]?([\s\S])/g, (whole, letter: string): string => {
    switch (letter) {
      case 'a':
        return (DAYS[tm.wday] ?? '?').slice(0, 3);
      case 'A':
        return DAYS[tm.wday] ?? '?';
      case 'b':
      case 'h':
        return (MONTHS[tm.mon] ?? '?').slice(0, 3);
      case 'B':
        return MONTHS[tm.mon] ?? '?';
      case 'c':
        return dateText('%a %b %e %H:%M:%S %Y', tm);
      case 'd':
        return two(tm.mday);
      case 'e':
        return String(tm.mday).padStart(2, ' ');
      case 'D':
      case 'x':
        return dateText('%m/%d/%y', tm);
      case 'F':
        return dateText('%Y-%m-%d', tm);
      case 'H':
        return two(tm.hour);
      case 'I':
        return two(tm.hour % 12 || 12);
      case 'j':
        return String(tm.yday + 1).padStart(3, '0');
      case 'm':
        return two(tm.mon + 1);
      case 'M':
        return two(tm.min);
      case 'n':
        return '\n';
      case 'p':
        return tm.hour < 12 ? 'AM' : 'PM';
      case 'R':
        return dateText('%H:%M', tm);
      case 'S':
        return two(tm.sec);
      case 't':
        return '\t';
      case 'T':
      case 'X':
        return dateText('%H:%M:%S', tm);
      case 'u':
        return String(tm.wday || 7);
      case 'w':
        return String(tm.wday);
      case 'y':
        return two(tm.year % 100);
      case 'Y':
        return String(tm.year);
      case 'z':
        return '+0000';
      case 'Z':
        return 'GMT';
      case '%':
        return '%';
      default:
        return whole;
    }
  });
}

function strftime(cpu: NativeApi): void {
  const text = dateText(cpu.readText(cpu.ptr(2)), readTm(cpu, cpu.ptr(3)));
  if (text.length + 1 > cpu.size(1)) {
    cpu.retLong(0);
    return;
  }
  cpu.writeCString(cpu.ptr(0), text);
  cpu.retLong(text.length);
}

export const TIME_NATIVES: Record<string, NativeFn> = { strftime };
