// Parts of the page that are fetched when they are first shown: most visits do without them.

import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Makes a component of one that is still to be fetched. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>) {
  let Part: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [state, setState] = useState<'there' | 'failed'>();
    useEffect(() => {
      if (Part) return;
      load().then(
        (loaded) => {
          Part = loaded;
          setState('there');
        },
        () => setState('failed'),
      );
    }, []);
    if (Part) return <Part {...props} />;
    if (state !== 'failed') return null;
    return (
      <p class="play-problem">This could not be loaded. Check the connection and try again.</p>
    );
  };
}
