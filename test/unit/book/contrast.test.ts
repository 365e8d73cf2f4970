// Computes from tokens.css what its head promises: text contrast, mark contrast, and that the eight
// roles stay apart for every eye and in greyscale.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROLES } from '../../../components/book/roles.ts';

type Rgb = [number, number, number];

const css = readFileSync(
  new URL('../../../components/book/styles/tokens.css', import.meta.url),
  'utf8',
);
const THEMES = ['light', 'dark'] as const;
const BACKGROUNDS = ['paper', 'surface'];

/** Reads a token's colour in a theme, through var() where it is one, as linear RGB. */
function colour(token: string, theme: (typeof THEMES)[number]): Rgb {
  const value = new RegExp(`^\\s*--${token}:\\s*([^;]+);`, 'm').exec(css)?.[1];
  if (!value) throw new Error(`tokens.css has no --${token}`);
  const other = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
  if (other) return colour(other, theme);
  const pair = /^light-dark\(#([\da-f]{6}), #([\da-f]{6})\)$/.exec(value);
  if (!pair) throw new Error(`--${token}: ${value} is not light-dark(#…, #…)`);
  const hex = theme === 'light' ? pair[1]! : pair[2]!;
  return [0, 2, 4].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

/** WCAG 2.2 relative luminance. */
function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Björn Ottosson's OKLab. */
function oklab([red, green, blue]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const EYES: Record<string, number[]> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deutan: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritan: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
};

function seen(rgb: Rgb, eye: number[]): Rgb {
  return [0, 1, 2].map((row) =>
    Math.max(0, eye[3 * row]! * rgb[0] + eye[3 * row + 1]! * rgb[1] + eye[3 * row + 2]! * rgb[2]),
  ) as Rgb;
}

const codeTokens = [...css.matchAll(/--(code-(?:token-[\w-]+|foreground)):/g)].map((m) => m[1]!);

describe.each(THEMES)('%s', (theme) => {
  test.each(['ink', 'ink-2', 'ink-3', ...codeTokens])('--%s is readable (4.5:1)', (token) => {
    for (const background of BACKGROUNDS) {
      const ratio = contrast(colour(token, theme), colour(background, theme));
      expect(ratio, `on --${background}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(ROLES.map((role) => role.id))('--%s: mark 3:1, words 4.5:1', (role) => {
    for (const background of BACKGROUNDS) {
      const ground = colour(background, theme);
      expect(contrast(colour(role, theme), ground), `mark on ${background}`).toBeGreaterThanOrEqual(
        3,
      );
      expect(
        contrast(colour(`${role}-ink`, theme), ground),
        `words on ${background}`,
      ).toBeGreaterThanOrEqual(4.5);
    }
    const soft = colour(`${role}-soft`, theme);
    expect(contrast(colour(`${role}-ink`, theme), soft), 'words on soft').toBeGreaterThanOrEqual(
      4.5,
    );
    expect(contrast(colour('ink', theme), soft), 'ink on soft').toBeGreaterThanOrEqual(7);
  });

  test.each(Object.keys(EYES))('the roles stay apart for %s eyes', (eye) => {
    const labs = ROLES.map((role) => oklab(seen(colour(role.id, theme), EYES[eye]!)));
    labs.forEach((a, i) => {
      for (const [j, b] of labs.slice(0, i).entries()) {
        const distance = Math.hypot(...a.map((value, axis) => value - b[axis]!));
        expect(distance, `${ROLES[i]!.id} and ${ROLES[j]!.id}`).toBeGreaterThanOrEqual(0.07);
      }
    });
  });

  test('the roles have eight lightnesses, for greyscale', () => {
    const lightnesses = ROLES.map((role) => oklab(colour(role.id, theme))[0]).sort((a, b) => a - b);
    lightnesses.slice(1).forEach((lightness, index) => {
      expect(lightness - lightnesses[index]!).toBeGreaterThanOrEqual(0.02);
    });
  });

  test('rules that carry meaning are visible (3:1)', () => {
    for (const background of BACKGROUNDS) {
      const ratio = contrast(colour('rule-strong', theme), colour(background, theme));
      expect(ratio, background).toBeGreaterThanOrEqual(3);
    }
  });
});
