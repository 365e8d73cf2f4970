// Where the places of the data path stand, and how a movement between two of them is drawn.
//
// Two drawings of the same places: a wide one and one for a phone. Pure geometry, in SVG units.

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
  /** One or two lines. */
  label: string[];
  tone: 'client' | 'server' | 'kernel' | 'wire';
}

export interface PathLayout {
  width: number;
  height: number;
  /** y of the line between program and kernel. */
  line: number;
  hosts: { x: number; w: number; name: string }[];
  boxes: Record<string, Box>;
  font: number;
}

type Row = [x: number, y: number, w: number, h: number];

function boxes(rows: Record<string, Row>, names: (place: string) => string[]): Record<string, Box> {
  return Object.fromEntries(
    Object.entries(rows).map(([id, [x, y, w, h]]) => {
      const [side, place] = id.split('.');
      const tone =
        place === 'user' ? (side as 'client' | 'server') : place === 'nic' ? 'wire' : 'kernel';
      return [id, { x, y, w, h, tone, label: names(place) }];
    }),
  );
}

const LONG: Record<string, string[]> = {
  user: ['program'],
  'send-queue': ['send queue'],
  'receive-queue': ['receive queue'],
  nic: ['network card'],
  'page-cache': ['page cache'],
  pipe: ['pipe'],
};

const SHORT: Record<string, string[]> = {
  user: ['program'],
  'send-queue': ['send', 'queue'],
  'receive-queue': ['receive', 'queue'],
  nic: ['NIC'],
  'page-cache': ['page', 'cache'],
  pipe: ['pipe'],
};

export const WIDE: PathLayout = {
  width: 920,
  height: 340,
  line: 118,
  font: 14,
  hosts: [
    { x: 8, w: 332, name: 'client' },
    { x: 520, w: 392, name: 'server' },
  ],
  boxes: boxes(
    {
      'client.user': [94, 36, 160, 56],
      'client.send-queue': [26, 158, 132, 56],
      'client.receive-queue': [190, 158, 132, 56],
      'client.nic': [190, 262, 132, 56],
      'server.nic': [536, 262, 112, 56],
      'server.receive-queue': [536, 158, 112, 56],
      'server.user': [600, 36, 200, 56],
      'server.send-queue': [674, 158, 104, 56],
      'server.page-cache': [804, 158, 96, 56],
      'server.pipe': [740, 262, 90, 56],
    },
    (place) => LONG[place],
  ),
};

export const NARROW: PathLayout = {
  width: 344,
  height: 360,
  line: 112,
  font: 12,
  hosts: [
    { x: 2, w: 136, name: 'client' },
    { x: 168, w: 174, name: 'server' },
  ],
  boxes: boxes(
    {
      'client.user': [22, 36, 96, 50],
      'client.send-queue': [8, 152, 58, 54],
      'client.receive-queue': [74, 152, 58, 54],
      'client.nic': [74, 276, 58, 50],
      'server.nic': [174, 276, 52, 50],
      'server.receive-queue': [174, 152, 52, 54],
      'server.user': [206, 36, 110, 50],
      'server.send-queue': [232, 152, 50, 54],
      'server.page-cache': [288, 152, 50, 54],
      'server.pipe': [262, 276, 50, 50],
    },
    (place) => SHORT[place],
  ),
};

export interface Point {
  x: number;
  y: number;
}

function centre(box: Box): Point {
  return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
}

/** Finds where the straight line from `box`'s centre towards `to` leaves the box. */
function edge(box: Box, to: Point): Point {
  const from = centre(box);
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.w / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.h / 2 / Math.abs(dy),
  );
  return { x: from.x + dx * scale, y: from.y + dy * scale };
}

export interface Route {
  /** SVG path from the border of one box to that of the other. */
  d: string;
  /** Where its number stands. */
  at: Point;
}

/** Draws the way from one place to another; opposite ways between two places do not cover. */
export function routeOf(layout: PathLayout, from: string, to: string): Route | undefined {
  const a = layout.boxes[from];
  const b = layout.boxes[to];
  if (!a || !b) return undefined;
  const [sideA, placeA] = from.split('.');
  const [sideB] = to.split('.');
  if (sideA !== sideB && placeA !== 'nic') return under(layout, a, b);
  if (sideA !== sideB) {
    // Requests travel on the upper conductor, responses on the lower one.
    const y = a.y + a.h * (sideA === 'client' ? 0.32 : 0.68);
    const [x1, x2] = a.x < b.x ? [a.x + a.w, b.x] : [a.x, b.x + b.w];
    // Each number stands on its own side of the middle: there the two would touch.
    return { d: `M${x1} ${y} L${x2} ${y}`, at: { x: x1 + 0.3 * (x2 - x1), y } };
  }
  const start = edge(a, centre(b));
  const end = edge(b, centre(a));
  return {
    d: `M${start.x} ${start.y} L${end.x} ${end.y}`,
    at: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 },
  };
}

/** Leads a hand-over between two queues of one host below the boxes between them. */
function under(layout: PathLayout, a: Box, b: Box): Route {
  const from = { x: a.x + a.w / 2, y: a.y + a.h };
  const to = { x: b.x + b.w / 2, y: b.y + b.h };
  const right = from.x < to.x;
  const y = from.y + (layout.height - from.y) * (right ? 0.55 : 0.9);
  return {
    d: `M${from.x} ${from.y} C ${from.x} ${y}, ${to.x} ${y}, ${to.x} ${to.y}`,
    at: { x: (from.x + to.x) / 2, y: 0.25 * from.y + 0.75 * y },
  };
}
