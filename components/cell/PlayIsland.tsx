// A bench for any program: choose one of the book's, or begin with a few lines, and change it.
//
// One idea: it is the chapters' own cell with its editor open; what a reader typed into one program
// is still there when they come back to it from another.

import { useRef, useState } from 'preact/hooks';
import CellIsland from './CellIsland.tsx';

interface Program {
  name: string;
  /** The first comment of the program, in one sentence. */
  says: string;
}

interface Props {
  programs: Program[];
  /** Address of the folder with the programs' files, with a slash at its end. */
  folder: string;
  /** What stands in the editor before a program is chosen. */
  first: { name: string; source: string };
}

export default function PlayIsland({ programs, folder, first }: Props) {
  const [shown, setShown] = useState(first);
  const [problem, setProblem] = useState('');
  const drafts = useRef(new Map<string, string>());

  async function choose(name: string) {
    setProblem('');
    const draft = drafts.current.get(name) ?? (name === first.name ? first.source : undefined);
    if (draft !== undefined) return setShown({ name, source: draft });
    try {
      const answer = await fetch(`${folder}${name}.c`);
      if (!answer.ok) throw new Error(`${answer.status}`);
      setShown({ name, source: await answer.text() });
    } catch {
      setProblem(`${name}.c could not be loaded. Check the connection and choose it again.`);
    }
  }

  return (
    <div class="play">
      <label class="play-choice">
        Program{' '}
        <select value={shown.name} onChange={(e) => void choose(e.currentTarget.value)}>
          <option value={first.name}>{first.name}: your own</option>
          {programs.map((program) => (
            <option key={program.name} value={program.name}>
              {program.name}: {program.says}
            </option>
          ))}
        </select>
      </label>
      <p class="play-problem" role="status">
        {problem}
      </p>
      <CellIsland
        key={shown.name}
        id="play-cell"
        name={`${shown.name}.c`}
        source={shown.source}
        terminal={/server/.test(shown.name) ? 'curl -v localhost:8080' : undefined}
        editing
        onSource={(text) => drafts.current.set(shown.name, text)}
      />
    </div>
  );
}
