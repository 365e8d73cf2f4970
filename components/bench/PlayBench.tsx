// Experiments on the free page: choose one as a beginning, and make it yours.

import { useState } from 'preact/hooks';
import BenchIsland from './BenchIsland.tsx';

interface Experiment {
  name: string;
  /** Its first comment. */
  says: string;
  source: string;
}

interface Props {
  experiments: Experiment[];
  bundle: string;
  types: string;
  typesSize: string;
}

export default function PlayBench({ experiments, ...rest }: Props) {
  const [chosen, setChosen] = useState(experiments[0]!.name);
  const { name, source } = experiments.find((one) => one.name === chosen)!;
  return (
    <div class="play">
      <label class="play-choice">
        Begin with{' '}
        <select value={chosen} onChange={(e) => setChosen(e.currentTarget.value)}>
          {experiments.map((one) => (
            <option key={one.name} value={one.name}>
              {one.says}
            </option>
          ))}
        </select>
      </label>
      <BenchIsland
        key={name}
        id={`experiment-${name}`}
        name={`${name}.ts`}
        source={source}
        {...rest}
      />
    </div>
  );
}
