// Memo: a component that is drawn again only when it is given something else.
//
// A part of a figure that reads no signal has nothing that could tell it to stay as it is, and would be
// compared node by node whenever the figure around it is drawn.

import { type Component, createElement, type FunctionComponent, type VNode } from 'preact';

/** Wraps a component; its props are compared one by one, by identity. */
export function memo<Props extends object>(
  draw: FunctionComponent<Props>,
): FunctionComponent<Props> {
  return function Memo(this: Component<Props>, props: Props): VNode {
    this.shouldComponentUpdate = differs;
    return createElement(draw as FunctionComponent<object>, props);
  } as FunctionComponent<Props>;
}

function differs<Props extends object>(this: Component<Props>, next: Props): boolean {
  const names = new Set([...Object.keys(next), ...Object.keys(this.props)]) as Set<keyof Props>;
  for (const name of names) {
    if (next[name] !== (this.props as Props)[name]) return true;
  }
  return false;
}
