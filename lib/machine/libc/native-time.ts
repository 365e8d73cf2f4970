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
  zone?: string;
}

function zoneOf(cpu: NativeApi, addr: number): string {
  const text = cpu.readPtr(addr);
  return text === 0 ? '' : cpu.readText(text);
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
    get zone() {
      return zoneOf(cpu, addr + 48);
    },
  };
}

/** Days before the first Monday (or Sunday) of a year make week 0; ISO's weeks begin on Monday. */
function week(tm: Tm, first: number): number {
  return Math.floor((tm.yday + 7 - ((tm.wday - first + 7) % 7)) / 7);
}

/** The ISO 8601 year and week: week 1 is the one with the year's first Thursday. */
function isoWeek(tm: Tm): { year: number; week: number } {
  const weekday = (tm.wday + 6) % 7;
  const days = (year: number) => (isLeap(year) ? 366 : 365);
  const thursday = tm.yday - weekday + 3;
  if (thursday < 0) {
    return { year: tm.year - 1, week: Math.floor((thursday + days(tm.year - 1)) / 7) + 1 };
  }
  if (thursday >= days(tm.year)) return { year: tm.year + 1, week: 1 };
  return { year: tm.year, week: Math.floor(thursday / 7) + 1 };
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Seconds since 1970 of a date in UTC. */
function seconds(tm: Tm): number {
  const y = tm.year - 1;
  const before = (year: number) =>
    365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  const days = before(y) - before(1969) + tm.yday;
  return days * 86400 + tm.hour * 3600 + tm.min * 60 + tm.sec;
}

/** Conversions that are others together. */
const TOGETHER: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  x: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  X: '%H:%M:%S',
};

/** The letters that glibc takes behind E and O, where these locales have nothing else to say. */
const MODIFIED: Readonly<Record<string, string>> = {
  E: 'CPRTXYZcnprstuxyz',
  O: 'BCGHIMPRSTUVWZbdeghjklmnprstuwyz',
};

/** A number with its width, and what fills it up: a zero or a blank. */
type Part = string | [value: number, width: number, fill: string];

function part(letter: string, tm: Tm): Part | undefined {
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
    case 'C':
      return [Math.floor(tm.year / 100), 1, '0'];
    case 'd':
      return [tm.mday, 2, '0'];
    case 'e':
      return [tm.mday, 2, ' '];
    case 'g':
      return [((isoWeek(tm).year % 100) + 100) % 100, 2, '0'];
    case 'G':
      return [isoWeek(tm).year, 1, '0'];
    case 'H':
      return [tm.hour, 2, '0'];
    case 'I':
      return [tm.hour % 12 || 12, 2, '0'];
    case 'j':
      return [tm.yday + 1, 3, '0'];
    case 'k':
      return [tm.hour, 2, ' '];
    case 'l':
      return [tm.hour % 12 || 12, 2, ' '];
    case 'm':
      return [tm.mon + 1, 2, '0'];
    case 'M':
      return [tm.min, 2, '0'];
    case 'n':
      return '\n';
    case 'p':
      return tm.hour < 12 ? 'AM' : 'PM';
    case 'P':
      return tm.hour < 12 ? 'am' : 'pm';
    case 's':
      return [seconds(tm), 1, ' '];
    case 'S':
      return [tm.sec, 2, '0'];
    case 't':
      return '\t';
    case 'u':
      return [tm.wday || 7, 1, '0'];
    case 'U':
      return [week(tm, 0), 2, '0'];
    case 'V':
      return [isoWeek(tm).week, 2, '0'];
    case 'w':
      return [tm.wday, 1, '0'];
    case 'W':
      return [week(tm, 1), 2, '0'];
    case 'y':
      return [((tm.year % 100) + 100) % 100, 2, '0'];
    case 'Y':
      return [tm.year, 1, '0'];
    case 'z':
      return '+0000';
    case 'Z':
      return tm.zone ?? 'GMT';
    case '%':
      return '%';
    default:
      return undefined;
  }
}

/** Writes a date as strftime does; a conversion it does not know stays as it is. */
export function dateText(format: string, tm: Tm): string {
  return format.replace(
    /%([_\-0^#+]*)(\d*)([EO]?)([\s\S])/g,
    (whole, flags: string, width: string, kind: string, letter: string): string => {
      if (kind && !MODIFIED[kind].includes(letter)) return whole;
      const together = TOGETHER[letter];
      const found = together ? dateText(together, tm) : part(letter, tm);
      if (found === undefined) return whole;
      const fill = /[_\-0]/.exec([...flags].reverse().join(''))?.[0];
      if (typeof found === 'string') {
        // %P is small whatever is asked for, and # looks at words alone.
        const text =
          letter === 'P'
            ? found
            : flags.includes('^')
              ? found.toUpperCase()
              : flags.includes('#') && !together
                ? swapped(letter, found)
                : found;
        return text.padStart(Number(width || 0), fill === '0' ? '0' : ' ');
      }
      const [value, digits, usual] = found;
      const blank = fill === '0' ? '0' : fill ? ' ' : usual;
      const least = width ? Number(width) : fill === '-' ? 0 : digits;
      const size = String(Math.abs(value));
      const sign = value < 0 ? '-' : '';
      if (fill === '-' && !width) return sign + size;
      return blank === '0'
        ? sign + size.padStart(least - sign.length, '0')
        : (sign + size).padStart(least, ' ');
    },
  );
}

/** The flag # makes AM small and all other words large. */
function swapped(letter: string, text: string): string {
  return letter === 'p' || letter === 'Z' ? text.toLowerCase() : text.toUpperCase();
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
