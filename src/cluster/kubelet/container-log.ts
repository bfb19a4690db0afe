import { formatRfc3339 } from '../../api/time.ts';
import type { Container, Pod } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import { digestOf, type ImageCatalogue } from './images/catalogue.ts';
import { processOf } from './process/container-process.ts';
import { follow } from './process/process.ts';
import type { Run } from './records.ts';

export interface LogLine {
  /** Ms since the epoch. */
  at: number;
  text: string;
  /** The process has not ended the line. */
  open: boolean;
}

/** What a run of a container has printed so far: a pure function of its start and now. */
export function logOf(
  pod: Pod,
  container: Container,
  run: Run,
  sources: { api: ClusterApi; catalogue: ImageCatalogue; now: number },
): LogLine[] {
  const { startedAt, finishedAt, toldAt, exit } = run;
  if (exit?.reason === 'StartError') return [];
  const horizon = (finishedAt ?? sources.now) - startedAt;
  const { lines } = follow(processOf(pod, container, run, sources), {
    horizon,
    ...(toldAt !== undefined && { termAt: toldAt - startedAt }),
  });
  return lines.map(({ at, text, open }) => ({ at: startedAt + at, text, open: open === true }));
}

/**
 * The times of lines, as `2026-11-21T05:58:46.928530218Z`. What is below our milliseconds is always the same for the same line, and goes up
 * from line to line: by some microseconds, and by less and less the more lines a millisecond has.
 */
export function logTimes(lines: readonly LogLine[]): string[] {
  let millisecond = -1;
  let passed = 0;
  return lines.map(({ at, text }, index) => {
    if (at !== millisecond) passed = 0;
    millisecond = at;
    passed += 2_000 + (Number.parseInt(digestOf(`${index} ${at} ${text}`).slice(0, 8), 16) % (passed === 0 ? 900_000 : 30_000));
    const below = Math.floor((1_000_000 * passed) / (1_000_000 + passed));
    return `${formatRfc3339(at).slice(0, -1)}.${String(at % 1000).padStart(3, '0')}${String(below).padStart(6, '0')}Z`;
  });
}
