// Where things stand on a time ladder: virtual time to pixels, so that what follows at once stays
// together and a second of waiting does not fill the page.
//
// Units: times in ms of the player; results in px.

/** A piecewise linear map from time to height, with the long pauses that it shortened. */
export interface LadderLayout {
  times: number[];
  ys: number[];
  height: number;
  pauses: { y: number; ms: number }[];
}

export interface LadderLayoutOptions {
  /** Height of an ordinary distance between two moments. */
  row?: number;
  /** Height of a distance shorter than `tightMs`. */
  tight?: number;
  tightMs?: number;
  /** From here on a distance is told as a pause. */
  pauseMs?: number;
  top?: number;
}

/** Lays out the moments of a run, given in any order; equal ones share a height. */
export function ladderLayout(moments: number[], options: LadderLayoutOptions = {}): LadderLayout {
  const { row = 52, tight = 10, tightMs = 2, pauseMs = 400, top = 18 } = options;
  const times = [...new Set(moments)].sort((a, b) => a - b);
  const pauses: LadderLayout['pauses'] = [];
  let y = top;
  const ys = times.map((at, i) => {
    if (i === 0) return y;
    const gap = at - times[i - 1]!;
    if (gap >= pauseMs) {
      pauses.push({ y: y + row / 2 + 6, ms: gap });
      y += row + 12;
    } else y += gap < tightMs ? tight : row;
    return y;
  });
  return { times, ys, height: y + top, pauses };
}

/** A short run does not leave most of a place empty: it is drawn larger, up to this. */
const MOST_STRETCH = 1.8;

/** Stretches a layout that needs `needed` px towards a place of `height` px; a longer one stays. */
export function stretched(layout: LadderLayout, needed: number, height: number): LadderLayout {
  const [first = 0] = layout.ys;
  const last = layout.ys.at(-1) ?? first;
  if (height <= needed || last === first) return layout;
  const factor = Math.min(MOST_STRETCH, 1 + (height - needed) / (last - first));
  const place = (y: number): number => first + factor * (y - first);
  return {
    times: layout.times,
    ys: layout.ys.map(place),
    height: place(last) + layout.height - last,
    pauses: layout.pauses.map((pause) => ({ ...pause, y: place(pause.y) })),
  };
}

/** Finds the height of any moment by interpolation; outside the run it is the nearest end. */
export function ladderY(layout: LadderLayout, at: number): number {
  const { times, ys } = layout;
  if (times.length === 0) return 0;
  const next = times.findIndex((time) => time > at);
  if (next === 0) return ys[0]!;
  if (next < 0) return ys[ys.length - 1]!;
  const from = times[next - 1]!;
  const share = (at - from) / (times[next]! - from);
  return ys[next - 1]! + share * (ys[next]! - ys[next - 1]!);
}

/** Pushes labels apart that would overlap, downwards, keeping their order. */
export function spread(ys: number[], distance: number): number[] {
  const out: number[] = [];
  for (const y of ys) {
    const before = out[out.length - 1];
    out.push(before === undefined ? y : Math.max(y, before + distance));
  }
  return out;
}
