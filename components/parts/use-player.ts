// The one place where a player meets the browser: animation frames, keys, and reduced motion.

import { type Signal, signal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isMoving, type Player, reset, seek, step, stepBack, tick, toggle } from './player.ts';

/** True when the reader asked the system for less motion. */
export const reducedMotion: Signal<boolean> = signal(false);
if (typeof matchMedia === 'function') {
  const query = matchMedia('(prefers-reduced-motion: reduce)');
  reducedMotion.value = query.matches;
  query.addEventListener('change', () => {
    reducedMotion.value = query.matches;
  });
}

/** Runs the player's clock from animation frames while something moves; `onTick` runs after each. */
export function usePlayerClock(player: Player, onTick?: () => void): void {
  const frame = useRef(0);
  const after = useRef(onTick);
  after.current = onTick;
  useSignalEffect(() => {
    if (!isMoving(player) || frame.current) return;
    let last = performance.now();
    const run = (now: number): void => {
      // A tab that was hidden must not jump ahead by the time it was away.
      tick(player, Math.min(Math.max(0, now - last), 100), reducedMotion.value);
      last = now;
      after.current?.();
      frame.current = isMoving(player) ? requestAnimationFrame(run) : 0;
    };
    frame.current = requestAnimationFrame(run);
  });
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
}

/**
 * Handles a figure's keys: space or k, arrows, Home, End. Returns true when it took the key.
 *
 * `onStep` replaces the step to the next mark, as it does in the transport.
 */
export function handleKey(player: Player, event: KeyboardEvent, onStep?: () => void): boolean {
  const target = event.target as HTMLElement;
  const tag = target.tagName;
  const isRange = tag === 'INPUT' && (target as HTMLInputElement).type === 'range';
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  if (!isRange && ['INPUT', 'SELECT', 'TEXTAREA'].includes(tag)) return false;
  const pressable = ['BUTTON', 'A', 'SUMMARY'].includes(tag);
  switch (event.key) {
    case ' ':
      if (pressable) return false;
      toggle(player);
      break;
    case 'k':
      toggle(player);
      break;
    case 'ArrowRight':
      if (onStep) onStep();
      else step(player);
      break;
    case 'ArrowLeft':
      stepBack(player);
      break;
    case 'Home':
      reset(player);
      break;
    case 'End':
      seek(player, player.timeline.value.end);
      break;
    default:
      return false;
  }
  event.preventDefault();
  return true;
}
