import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Display } from '../../simulators/oath/display.ts';
import { clockText, type FaceView, perMonth, signed } from './face-view.ts';
import { barOf, batteryCells, LCD_ROWS, type LcdSize, lcdLines, lcdSizes, lcdWidth } from './lcd.ts';

const LABEL_WIDTH = 10;
const blankWords = {
  'battery-empty': 'the battery is empty',
  'counter-exhausted': 'the counter has no next value',
  'before-t0': 'the clock stands before T0',
  'display-off': '',
} as const;

/** A hardware token, looked at: its face, and beneath it what nobody can see of a real one. */
export function OathFace({ view }: { readonly view: FaceView }): ReactNode {
  return (
    <Box flexDirection="column">
      <Case view={view} />
      <Inside view={view} />
      {view.note === undefined ? <Text> </Text> : <Text color="cyan">{view.note}</Text>}
      <Text dimColor wrap="truncate-end">
        {keysOf(view)}
      </Text>
    </Box>
  );
}

function keysOf({ kind }: FaceView): string {
  const time = kind === 'totp' ? '+/- one second · t/T colder, warmer · ' : '';
  return `space press · ${time}b battery · r reseed · q quit`;
}

/** Borders and padding around the LCD, in columns. */
const CASE_WIDTH = 10;

function Case({ view }: { readonly view: FaceView }): ReactNode {
  const size = lcdSizes.find((one) => lcdWidth(view.digits, one) + CASE_WIDTH <= view.columns) ?? lcdSizes.at(-1)!;
  // room for title and serial
  const width = Math.max(34, lcdWidth(view.digits, size));
  return (
    <Box borderStyle="round" flexDirection="column" width={width + CASE_WIDTH} paddingX={2}>
      <Box justifyContent="space-between">
        <Text bold>{view.title}</Text>
        <Text dimColor>{view.serial}</Text>
      </Box>
      <Box height={LCD_ROWS + 2} paddingX={2} paddingY={1} flexDirection="column" alignItems="center">
        <Lcd display={view.display} size={size} />
      </Box>
      <Box justifyContent="space-between">
        <Countdown view={view} width={width - 14} />
        <Battery level={view.inside.batteryLevel} />
      </Box>
    </Box>
  );
}

function Lcd({ display, size }: { readonly display: Display; readonly size: LcdSize }): ReactNode {
  if (display.kind === 'off') return null;
  if (display.kind === 'blank') return <Text color="red">{blankWords[display.because]}</Text>;
  return lcdLines(display.segments, size).map((line, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the five rows never move.
    <Text key={row} bold={display.contrast >= 1} dimColor={display.contrast < 0.6}>
      {line}
    </Text>
  ));
}

/** A real display counts the step down while it is lit. */
function Countdown({ view, width }: { readonly view: FaceView; readonly width: number }): ReactNode {
  const { display, inside, periodSeconds } = view;
  if (display.kind !== 'code' || inside.secondsLeft === undefined) return <Text> </Text>;
  const { filled, rest } = barOf(inside.secondsLeft / periodSeconds, width);
  const isLast = inside.secondsLeft <= 5;
  return (
    <Text>
      <Text {...(isLast ? { color: 'yellow' } : {})}>{filled}</Text>
      <Text dimColor>{rest}</Text>
      {` ${String(Math.ceil(inside.secondsLeft)).padStart(2)} s`}
    </Text>
  );
}

function Battery({ level }: { readonly level: number }): ReactNode {
  const colour = level < 0.08 ? 'red' : level < 0.15 ? 'yellow' : undefined;
  return <Text {...(colour === undefined ? {} : { color: colour })}>{batteryCells(level)}</Text>;
}

function Inside({ view }: { readonly view: FaceView }): ReactNode {
  const { inside } = view;
  return (
    <Box flexDirection="column">
      <Row label="makes" says={view.format} />
      {view.kind === 'totp' ? <ClockRows view={view} /> : <Row label="counter" says={`next ${inside.counter}`} />}
      <Row label="battery" says={`${(inside.batteryLevel * 100).toFixed(1)} %, ${inside.batteryStage}`} />
      <Row label="display" says={displayText(view.display)} />
      {view.secret === undefined ? null : <Row label="secret" says={view.secret} />}
    </Box>
  );
}

function ClockRows({ view: { inside } }: { readonly view: FaceView }): ReactNode {
  const rate = inside.clock === 'running' ? `${signed(inside.ratePpm, 2, 'ppm')}, ${perMonth(inside.ratePpm)}` : '';
  return (
    <>
      <Row label="clock" says={`${clockText(inside.tokenSeconds)} UTC, step ${inside.counter}`} />
      <Row label="offset" says={`${signed(inside.offsetSeconds, 3, 's')} from the system clock`} strong />
      <Row
        label="crystal"
        says={
          inside.clock === 'running'
            ? `${rate} at ${inside.temperatureC.toFixed(1)} °C`
            : `the clock is ${inside.clock}, at ${inside.temperatureC.toFixed(1)} °C`
        }
      />
    </>
  );
}

function displayText(display: Display): string {
  if (display.kind === 'off') return 'off until the button is pressed';
  if (display.kind === 'blank') return blankWords[display.because];
  const faded = display.contrast < 1 ? `, ${Math.round(display.contrast * 100)} % contrast` : '';
  return `lit, off in ${Math.ceil(display.secondsLeft)} s${faded}`;
}

function Row(props: { readonly label: string; readonly says: string; readonly strong?: boolean }): ReactNode {
  return (
    <Text wrap="truncate-end">
      <Text dimColor>{props.label.padEnd(LABEL_WIDTH)}</Text>
      <Text bold={props.strong === true}>{props.says}</Text>
    </Text>
  );
}
