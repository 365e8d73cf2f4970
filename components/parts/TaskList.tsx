// TaskList: what to try, as a list that ticks itself off when the reader has done it.

import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { inTurn } from './turns.ts';

export interface Task {
  id: string;
  text: string;
  /** True in the moment in which the task is fulfilled; once seen true it stays done. */
  done: boolean;
}

/** Draws the tasks; what was done once stays done while the page is open. */
export function TaskList({ tasks, lead = 'Try' }: { tasks: Task[]; lead?: string }): JSX.Element {
  const finished = useRef(new Set<string>());
  for (const task of tasks) if (task.done) finished.current.add(task.id);
  return (
    <div class="tasks">
      <span class="tasks-lead">{lead}</span>
      <ul>
        {tasks.map(({ id, text }) => (
          <Line key={id} text={text} done={finished.current.has(id)} />
        ))}
      </ul>
    </div>
  );
}

const Line = inTurn(
  ({ text, done }: { text: string; done: boolean }): JSX.Element => (
    <li class={done ? 'is-done' : ''}>
      <span class="tasks-box" aria-hidden="true">
        {done ? <Icon name="tick" /> : null}
      </span>
      <span>
        {done ? <span class="visually-hidden">Done: </span> : null}
        {text}
      </span>
    </li>
  ),
);
