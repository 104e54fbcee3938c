import { Text } from 'ink';
import type { ReactNode } from 'react';
import type { Standing } from '../report/report.ts';

/** The colour of each standing; `violated` and `broken` never share one. */
export const colours: Readonly<Record<Standing | 'remark', string>> = {
  upheld: 'green',
  violated: 'red',
  observed: 'yellow',
  'not-applicable': 'gray',
  broken: 'magenta',
  remark: 'cyan',
};

const BAR_WIDTH = 32;

/** A progress bar of a fixed width. */
export function Bar({ part, whole }: { readonly part: number; readonly whole: number }): ReactNode {
  const filled = whole === 0 ? 0 : Math.min(BAR_WIDTH, Math.floor((part / whole) * BAR_WIDTH));
  return (
    <Text>
      <Text color="green">{'█'.repeat(filled)}</Text>
      <Text dimColor>{'░'.repeat(BAR_WIDTH - filled)}</Text>
    </Text>
  );
}

const shown: readonly (readonly [Standing, string])[] = [
  ['upheld', 'upheld'],
  ['violated', 'violated'],
  ['observed', 'observed'],
  ['not-applicable', 'not applicable'],
  ['broken', 'broken'],
];

/** The counts of standings that occurred; upheld and violated always. */
export function Counts({ counts }: { readonly counts: Readonly<Record<Standing, number>> }): ReactNode {
  const some = shown.filter(([standing]) => counts[standing] > 0 || standing === 'upheld' || standing === 'violated');
  return (
    <Text>
      {some.map(([standing, word], index) => (
        <Text key={standing}>
          {index === 0 ? '' : ' · '}
          <Text
            {...(counts[standing] > 0 ? { color: colours[standing] } : { dimColor: true })}
          >{`${counts[standing]} ${word}`}</Text>
        </Text>
      ))}
    </Text>
  );
}
