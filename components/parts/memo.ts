// Memo: a component that is drawn again only when it is given something else.
//
// A part of a figure that reads no signal has nothing that could tell it to stay as it is, and would be
// compared node by node whenever the figure around it is drawn.

import { type Component, createElement, type FunctionComponent, type VNode } from 'preact';

/** Wraps a component; its props are compared one by one, by identity. */
export function memo<Props extends object>(
  draw: FunctionComponent<Props>,
): FunctionComponent<Props> {
  return guarded(draw, () => true);
}

/** Wraps a component that asks `mayDraw` when it is given something else. */
export function guarded<Props extends object>(
  draw: FunctionComponent<Props>,
  mayDraw: (part: Component) => boolean,
): FunctionComponent<Props> {
  return function Guarded(this: Component<Props>, props: Props): VNode {
    this.shouldComponentUpdate = (next) =>
      differ(this.props, next) && mayDraw(this as unknown as Component);
    return createElement(draw as FunctionComponent<object>, props);
  } as FunctionComponent<Props>;
}

function differ<Props extends object>(now: Props, next: Props): boolean {
  for (const name in next) if (next[name] !== now[name]) return true;
  for (const name in now) if (!(name in next)) return true;
  return false;
}
