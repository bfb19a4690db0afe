import { textAnswer, type PlainAnswer } from '../plain-answer.ts';
import { SERVER_VERSION } from '../../version.ts';

/** Counts the requests of one loaded cluster. */
export class RequestCounts {
  readonly #counts = new Map<string, number>();

  count(labels: string): void {
    this.#counts.set(labels, (this.#counts.get(labels) ?? 0) + 1);
  }

  get entries(): readonly [string, number][] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

export interface MetricSources {
  /** Resource as the API names it (`deployments.apps`) and how many objects there are. */
  objects(): readonly (readonly [string, number])[];
  /** Seconds since the epoch at which the server began. */
  started: number;
  requests: RequestCounts;
  revision(): number;
}

/** /metrics in Prometheus' text format: the few that people look at. */
export function metricsAnswer({ objects, started, requests, revision }: MetricSources): PlainAnswer {
  const { major, minor, gitVersion } = SERVER_VERSION;
  const families = [
    family('apiserver_request_total', 'counter', 'Requests by verb, resource and status code.', [
      ...requests.entries.map(([labels, value]): Sample => [labels, value]),
    ]),
    family(
      'apiserver_resource_objects',
      'gauge',
      'Stored objects by resource.',
      objects().map(([name, value]): Sample => {
        const dot = name.indexOf('.');
        const [resource, group] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
        return [label({ group, resource }), value];
      }),
    ),
    family(
      'apiserver_storage_objects',
      'gauge',
      'Stored objects by resource, under the older name.',
      objects().map(([resource, value]): Sample => [label({ resource }), value]),
    ),
    family('etcd_debugging_mvcc_current_revision', 'gauge', 'The last revision that was given out.', [['', revision()]]),
    family('kubernetes_build_info', 'gauge', 'The release that is simulated.', [
      [label({ git_version: gitVersion, major, minor, platform: SERVER_VERSION.platform }), 1],
    ]),
    family('process_start_time_seconds', 'gauge', 'Start of the process, in seconds since the epoch.', [['', started]]),
  ];
  return textAnswer(families.join(''), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' });
}

type Sample = readonly [labels: string, value: number];

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

/** `{code="200",verb="GET"}` */
export function label(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escapeLabel)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function escapeLabel(char: string): string {
  return char === '\n' ? '\\n' : `\\${char}`;
}
