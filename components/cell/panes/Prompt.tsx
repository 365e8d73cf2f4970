// The gdb prompt of a cell: the same debugger as the buttons, by its other mouth.

import { useState } from 'preact/hooks';
import type { CellState } from '../state.ts';
import { Terminal } from '../Terminal.tsx';
import type { MachineActions } from '../use-machine.ts';

interface Props {
  state: CellState;
  actions: MachineActions;
}

export function Prompt({ state, actions }: Props) {
  const [used, setUsed] = useState(false);
  return (
    <div class="cell-gdb">
      <Terminal
        title="gdb"
        lines={state.gdb}
        prompt="(gdb)"
        disabled={state.pid === undefined}
        hint={
          state.pid === undefined
            ? 'run the program first'
            : used
              ? 'Enter repeats the last command'
              : 'break accept, continue, print client_fd, reverse-next, help'
        }
        onEnter={(text) => {
          setUsed(true);
          actions.look({});
          actions.gdb(text);
        }}
        onInterrupt={() => actions.send({ type: 'debug', op: 'pause' })}
        onEndOfFile={() => {}}
      />
    </div>
  );
}
