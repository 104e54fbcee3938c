import { Box, Static, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Subject } from '../vocabulary/event.ts';
import { Bar, Counts, colours } from './counts.tsx';
import { SummaryView } from './summary-view.tsx';
import type { FinishedLine, ViewState } from './view-state.ts';

/** What is drawn; `secondsLeft`: how long the key still waits for a touch. */
interface Shown {
  readonly view: ViewState;
  readonly secondsLeft?: number | undefined;
}

/** A run on the terminal: what stays above, what moves beneath, the summary at the end. */
export function RunView({ view, secondsLeft }: Shown): ReactNode {
  return (
    <>
      <Static items={[...view.finished]}>{(line: FinishedLine) => <Finished key={line.key} line={line} />}</Static>
      {view.summary === undefined ? (
        <Live view={view} secondsLeft={secondsLeft} />
      ) : (
        <SummaryView report={view.summary} />
      )}
    </>
  );
}

function Finished({ line }: { readonly line: FinishedLine }): ReactNode {
  return (
    <Box flexDirection="column" marginBottom={line.details.length > 0 ? 1 : 0}>
      <Text>
        <Text color={colours[line.standing]} bold>
          {line.standing === 'remark' ? 'noticed' : line.standing}
        </Text>{' '}
        {line.title}
      </Text>
      {line.details.map((detail, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a finished block never move.
        <Text key={index}> {detail}</Text>
      ))}
    </Box>
  );
}

function Live({ view, secondsLeft }: Shown): ReactNode {
  if (view.target === undefined) return <Text>opening the target…</Text>;
  return (
    <Box flexDirection="column">
      <Text>
        <Text bold>{view.target.uri}</Text> <Text dimColor>{`profile ${view.profile} · seed ${view.seed}`}</Text>
      </Text>
      <Text>
        <Bar part={view.done} whole={view.planned} />
        {` ${view.done}/${view.planned} rules · ${view.checks} checks`}
      </Text>
      <Counts counts={view.counts} />
      {view.live === undefined ? null : (
        <Text wrap="truncate-end">
          {`${view.live.id} `}
          <Text dimColor>{`${view.live.checks}/${view.live.runs} ${view.live.says}`}</Text>
        </Text>
      )}
      {view.ask === undefined ? null : (
        <Text color={view.ask.touch === 'wanted' ? 'yellow' : 'red'} bold wrap="truncate-end">
          {askText(view.ask, secondsLeft)}
        </Text>
      )}
      {view.lost === undefined ? null : (
        <Text color="magenta">{`waiting for the ${waitedFor(view.target.subject)}: ${view.lost}`}</Text>
      )}
    </Box>
  );
}

function askText({ touch, because }: NonNullable<ViewState['ask']>, secondsLeft: number | undefined): string {
  if (touch === 'forbidden') return `do not touch the key: ${because}`;
  return secondsLeft === undefined ? `touch the key: ${because}` : `touch the key (${secondsLeft} s): ${because}`;
}

function waitedFor(subject: Subject | undefined): string {
  if (subject === undefined || subject === 'key') return 'key';
  return subject === 'oath-token' ? 'token' : 'server';
}
