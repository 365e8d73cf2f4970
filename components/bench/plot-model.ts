// Plot model: a plot's data to places in percent of its stage, so that one drawing fits every width.
//
// One idea: curves are drawn in a square of 100 × 100 that is stretched with the page, words are placed
// beside it in percent and are not. Nothing here knows the DOM.
//
// Units: percent of the stage, y downwards.

import { scaleLinear, scaleLog } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import type { Axis, Plot, ROLES } from '../../lib/bench/output.ts';

export interface Tick {
  at: number;
  text: string;
}

export interface Series {
  label: string;
  role: (typeof ROLES)[number];
  type: Plot['marks'][number]['type'];
  /** Path of a line or of the steps; of dots, one stroke without length each; of bars, boxes. */
  path: string;
  /** Which dashes tell it from the others without its colour. */
  dash: number;
}

export interface PlotModel {
  xTicks: Tick[];
  yTicks: Tick[];
  series: Series[];
}

/** Colours in the order in which series without a role take them. */
const ORDER = ['client', 'server', 'waiting', 'kernel', 'lost', 'dma', 'cpu', 'wire'] as const;

type Scale = ((value: number) => number) & { ticks(count: number): number[] };

/** Lays a plot out. */
export function plotModel(plot: Plot): PlotModel {
  const points = plot.marks.flatMap((mark) => mark.points);
  const bars = plot.marks.some((mark) => mark.type === 'bar');
  const xs = points.map(([x]) => x);
  const gap = bars ? barWidth(xs) / 2 : 0;
  const xRange: [number, number] = [Math.min(...xs) - gap, Math.max(...xs) + gap];
  const x = scaleOf(plot.x, xRange, [0, 100]);
  const y = scaleOf(plot.y, yRange(plot, points), [100, 0]);
  const series = plot.marks.map((mark, i) => ({
    label: mark.label ?? '',
    role: mark.role ?? ORDER[i % ORDER.length]!,
    type: mark.type,
    path: pathOf(mark, x, y, barWidth(xs) * 0.7),
    dash: mark.type === 'dot' || mark.type === 'bar' ? 0 : i % 4,
  }));
  return { xTicks: ticksOf(plot.x, x, 6), yTicks: ticksOf(plot.y, y, 5), series };
}

/** Amounts begin at 0, unless they are spread far from it or on a logarithmic scale. */
function yRange(plot: Plot, points: readonly (readonly [number, number])[]): [number, number] {
  const ys = points.map(([, y]) => y);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  return plot.y.scale === 'log' ? [low, high] : [Math.min(0, low), Math.max(0, high)];
}

function scaleOf(axis: Axis, [low, high]: [number, number], range: [number, number]): Scale {
  if (axis.scale === 'log') {
    return scaleLog([low, high === low ? low * 10 : high], range).nice() as Scale;
  }
  return scaleLinear([low, high === low ? low + 1 : high], range).nice() as Scale;
}

function ticksOf(axis: Axis, scale: Scale, count: number): Tick[] {
  const all = scale.ticks(count);
  // A logarithmic scale names its decades, and halves of them where there are few.
  const decades = all.filter((value) => Number.isInteger(Math.log10(value)));
  const shown = axis.scale === 'log' && decades.length > 1 ? decades : all;
  return shown.map((value) => ({ at: scale(value), text: tickText(value) }));
}

/** Writes a number short: 1500, 20k, 3M. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(6)));
}

function barWidth(xs: readonly number[]): number {
  const sorted = [...new Set(xs)].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((x, i) => x - sorted[i]!);
  return gaps.length > 0 ? Math.min(...gaps) : 1;
}

function pathOf(mark: Plot['marks'][number], x: Scale, y: Scale, width: number): string {
  const points = mark.points.map(([px, py]): [number, number] => [x(px), y(py)]);
  if (mark.type === 'dot') return points.map(([px, py]) => `M${fixed(px)} ${fixed(py)}h0`).join('');
  if (mark.type === 'bar') {
    const half = (x(width) - x(0)) / 2;
    const floor = fixed(y(0));
    return points
      .map(([px, py]) => `M${fixed(px - half)} ${floor}V${fixed(py)}h${fixed(2 * half)}V${floor}z`)
      .join('');
  }
  const draw = line().digits(2);
  return (mark.type === 'step' ? draw.curve(curveStepAfter) : draw)(points) ?? '';
}

function fixed(value: number): string {
  return String(Number(value.toFixed(2)));
}
