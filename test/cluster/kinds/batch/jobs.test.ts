import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import type { CronJob, Job } from '../../../../src/api/types.ts';
import { cronJob } from '../../../../src/cluster/kinds/batch/cron-job.ts';
import { job } from '../../../../src/cluster/kinds/batch/job.ts';
import { kindServer } from '../../../support/kind-server.ts';
import { cells, created, edited, refusals, updateRefusals } from '../../../support/kinds.ts';

const hello = `
metadata: {name: x}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: busybox}]
`;

const zone = `
metadata: {name: zone}
spec:
  schedule: "0 4 * * 1-5"
  timeZone: Etc/UTC
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers: [{name: main, image: busybox}]
`;

type Edits = readonly (readonly [string, string])[];

const failurePolicy = 'podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {containerName: main, operator: In, values: [1, 42]}}]}';
const policyPath = 'spec.podFailurePolicy.rules[0]';

const uid = '5b6be67b-495a-4527-b3f3-972919d071c8';
const otherLabels = `{"batch.kubernetes.io/controller-uid":"${uid}","batch.kubernetes.io/job-name":"y","controller-uid":"other","job-name":"x"}`;

describe('what the server refuses in a Job', () => {
  test.each<readonly [string, Edits, readonly unknown[]]>([
    ['nothing', [], []],
    [
      'no restart policy',
      [['      restartPolicy: Never\n', '']],
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      'numbers and mode',
      [['spec:', 'spec:\n  parallelism: -1\n  completions: -2\n  backoffLimit: -3\n  activeDeadlineSeconds: -4\n  completionMode: Weird']],
      [
        'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
        'spec.completions: Invalid value: -2: must be greater than or equal to 0',
        'spec.activeDeadlineSeconds: Invalid value: -4: must be greater than or equal to 0',
        'spec.backoffLimit: Invalid value: -3: must be greater than or equal to 0',
        'spec.completionMode: Unsupported value: "Weird": supported values: "NonIndexed", "Indexed"',
      ],
    ],
    ['a deadline of 0', [['spec:', 'spec:\n  activeDeadlineSeconds: 0']], []],
    [
      'an indexed job without a count',
      [['spec:', 'spec:\n  completionMode: Indexed\n  parallelism: 3']],
      ['spec.completions: Required value: when completion mode is Indexed'],
    ],
    [
      'labels of another Job',
      [['  template:\n', '  template:\n    metadata: {labels: {controller-uid: other, batch.kubernetes.io/job-name: y}}\n']],
      [
        `spec.template.metadata.labels[controller-uid]: Invalid value: ${otherLabels}: must be '${uid}'`,
        `spec.template.metadata.labels[batch.kubernetes.io/job-name]: Invalid value: ${otherLabels}: must be 'x'`,
      ],
    ],
    [
      'a selector of its own',
      [['spec:', 'spec:\n  selector: {matchLabels: {app: x}}']],
      [
        `spec.selector: Invalid value: {"matchLabels":{"app":"x","batch.kubernetes.io/controller-uid":"${uid}"}}: \`selector\` not auto-generated`,
        expect.stringMatching(/^spec.template.metadata.labels: Invalid value: \{.*\}: `selector` does not match template `labels`$/),
      ],
    ],
    [
      'a long manager',
      [['spec:', `spec:\n  managedBy: example.com/${'x'.repeat(60)}`]],
      ['spec.managedBy: Too long: may not be more than 63 bytes'],
    ],
    [
      'many indexes',
      [['spec:', 'spec:\n  completionMode: Indexed\n  completions: 100001\n  parallelism: 20000\n  backoffLimitPerIndex: 1']],
      [
        'spec.maxFailedIndexes: Required value: must be specified when completions is above 100000',
        'spec.parallelism: Invalid value: 20000: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index',
      ],
    ],
    ...(
      [
        ['5-2', 'too large index: "5"'],
        ['2-1', 'non-increasing order, previous: 2, current: 1'],
        ['0,0', 'non-increasing order, previous: 0, current: 0'],
        ['0-1-2', `the fragment "0-1-2" violates the requirement that an index interval can have at most two parts separated by '-'`],
        ['a', 'cannot convert string to integer for index: "a"'],
      ] as const
    ).map(([indexes, fault]): [string, Edits, string[]] => [
      `indexes ${indexes}`,
      [['spec:', `spec:\n  completionMode: Indexed\n  completions: 3\n  successPolicy: {rules: [{succeededIndexes: "${indexes}"}]}`]],
      [`spec.successPolicy.rules[0].succeededIndexes: Invalid value: "${indexes}": error parsing succeededIndexes: ${fault}`],
    ]),
    [
      'more successes than indexes',
      [
        [
          'spec:',
          'spec:\n  completionMode: Indexed\n  completions: 5\n  successPolicy: {rules: [{succeededIndexes: "0-1", succeededCount: 3}]}',
        ],
      ],
      [
        'spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)',
      ],
    ],
    ['a failure policy', [['spec:', `spec:\n  ${failurePolicy}`]], []],
    [
      'a failure policy and restarts',
      [
        ['spec:', `spec:\n  ${failurePolicy}`],
        ['Never', 'OnFailure'],
      ],
      ['spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified'],
    ],
    [
      'success as a failure',
      [['spec:', `spec:\n  ${failurePolicy.replace('[1, 42]', '[0]')}`]],
      [`${policyPath}.onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator`],
    ],
    [
      'exit codes',
      [['spec:', `spec:\n  ${failurePolicy.replace('[1, 42]', '[42, 1, 1]').replace('containerName: main', 'containerName: other')}`]],
      [
        `${policyPath}.onExitCodes.containerName: Invalid value: "other": must be one of the container or initContainer names in the pod template`,
        `${policyPath}.onExitCodes.values[2]: Duplicate value: 1`,
        `${policyPath}.onExitCodes.values: Invalid value: [42,1,1]: must be ordered`,
      ],
    ],
    [
      'a rule about nothing',
      [['spec:', 'spec:\n  podFailurePolicy: {rules: [{action: Ignore}]}']],
      [`${policyPath}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required`],
    ],
  ])('%s', (_name, edits, errors) => expect(refusals(job, edited(hello, ...edits))).toEqual(errors));
});

describe('what may change in a Job', () => {
  const image = (object: KubeObject): unknown => (object['spec'].template.spec.containers[0].image = 'busybox:1.37');
  const placement = (object: KubeObject): unknown => (object['spec'].template.spec.nodeSelector = { 'kubernetes.io/os': 'linux' });
  const affinity = (value: object) => (object: KubeObject) => (object['spec'].template.spec.affinity = value);
  const suspended = edited(hello, ['spec:', 'spec:\n  suspend: true']);
  const immutableTemplate = [
    expect.stringMatching(
      /^spec\.template: Invalid value: \{"labels":\{"batch\.kubernetes\.io\/.*,"job-name":.*\},"Spec":\{"Volumes":null,.*\}\}: field is immutable$/,
    ),
  ];
  test.each<readonly [string, string, (object: KubeObject) => unknown, readonly unknown[]]>([
    ['parallelism', hello, (object) => (object['spec'].parallelism = 4), []],
    ['completions', hello, (object) => (object['spec'].completions = 3), ['spec.completions: Invalid value: 3: field is immutable']],
    ['image', hello, image, immutableTemplate],
    ['placement', hello, placement, immutableTemplate],
    ['placement while suspended', suspended, placement, []],
    ['image while suspended', suspended, image, immutableTemplate],
    ['nodes that are fit while suspended', suspended, affinity({ nodeAffinity: {} }), []],
    ['pods that are near while suspended', suspended, affinity({ podAffinity: {} }), immutableTemplate],
  ])('%s', (_name, manifest, change, errors) => expect(updateRefusals(job, manifest, change)).toEqual(errors));
});

test('what a Job is given', () => {
  const object = created<Job>(job, hello);
  const uid = object.metadata.uid;
  const labels = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': 'x', 'controller-uid': uid, 'job-name': 'x' };
  expect(object).toMatchObject({
    metadata: { labels },
    spec: {
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      completions: 1,
      manualSelector: false,
      parallelism: 1,
      podReplacementPolicy: 'TerminatingOrFailed',
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      suspend: false,
      template: { metadata: { labels } },
    },
  });
  const labelled = created<Job>(job, edited(hello, ['{name: x}', '{name: x, labels: {team: math}}']));
  expect(labelled.metadata.labels).toEqual({ team: 'math' });
});

describe('the table of jobs', () => {
  const now = Date.UTC(2026, 10, 21, 6);
  const row = (spec: object, status: object): unknown[] => {
    const object = created<Job>(job, hello);
    return cells(job, { ...object, spec: { ...object.spec, ...spec }, status } as never, now).slice(1, 4);
  };
  const startTime = '2026-11-21T05:59:50Z';
  const condition = (type: string): object => ({ type, status: 'True' });
  test.each<readonly [string, unknown[], unknown[]]>([
    ['new', row({}, {}), ['Running', '0/1', '']],
    ['running', row({}, { startTime }), ['Running', '0/1', '10s']],
    [
      'complete',
      row(
        { completions: 4 },
        {
          startTime,
          completionTime: '2026-11-21T05:59:54Z',
          succeeded: 4,
          conditions: [condition('SuccessCriteriaMet'), condition('Complete')],
        },
      ),
      ['Complete', '4/4', '4s'],
    ],
    ['failed', row({}, { startTime, failed: 1, conditions: [condition('FailureTarget'), condition('Failed')] }), ['Failed', '0/1', '10s']],
    ['suspended', row({}, { conditions: [condition('Suspended')] }), ['Suspended', '0/1', '']],
    ['work queue', row({ completions: undefined, parallelism: 3 }, { succeeded: 1 }), ['Running', '1/1 of 3', '']],
  ])('%s', (_name, actual, expected) => expect(actual).toEqual(expected));
});

const restart = 'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"';

describe('what the server refuses in a CronJob', () => {
  test.each<readonly [string, Edits, readonly string[]]>([
    ['nothing', [], []],
    [
      'much',
      [
        ['Etc/UTC', 'Mars/Phobos\n  concurrencyPolicy: Never\n  successfulJobsHistoryLimit: -1\n  startingDeadlineSeconds: -10'],
        ['OnFailure', 'Always'],
      ],
      [
        'spec.startingDeadlineSeconds: Invalid value: -10: must be greater than or equal to 0',
        'spec.timeZone: Invalid value: "Mars/Phobos": unknown time zone Mars/Phobos',
        'spec.concurrencyPolicy: Unsupported value: "Never": supported values: "Allow", "Forbid", "Replace"',
        restart,
        'spec.successfulJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
      ],
    ],
    [
      'a local zone',
      [['Etc/UTC', 'Local']],
      ['spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'],
    ],
    ...['europe/berlin', 'Europe//Berlin', '../Berlin', 'Europe/Berlin/At/TheBrandenburgGate'].map((name): [string, Edits, string[]] => [
      name,
      [['Etc/UTC', name]],
      [`spec.timeZone: Invalid value: "${name}": unknown time zone ${name}`],
    ]),
    ['an offset', [['Etc/UTC', '"+01:00"']], ['spec.timeZone: Invalid value: "+01:00": unknown time zone +01:00']],
    [
      'a zone in the schedule',
      [['0 4 * * 1-5', 'TZ=UTC 0 3 * * *']],
      ['spec.schedule: Invalid value: "TZ=UTC 0 3 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead'],
    ],
    [
      'a name that leaves no room',
      [['name: zone', 'name: this-name-is-much-too-long-for-a-cronjob-because-of-the-suffix']],
      [
        'metadata.name: Invalid value: "this-name-is-much-too-long-for-a-cronjob-because-of-the-suffix": must be no more than 52 characters',
      ],
    ],
  ])('%s', (_name, edits, errors) => expect(refusals(cronJob, edited(zone, ...edits))).toEqual(errors));

  test('an old one may keep its long name', () => {
    const long = edited(zone, ['name: zone', 'name: this-name-is-much-too-long-for-a-cronjob-because-of-the-suffix']);
    const object = created<CronJob>(cronJob, long);
    expect(cronJob.validate?.(object as KubeObject, object as KubeObject)).toEqual([]);
  });

  test('no job', () => {
    expect(
      refusals(cronJob, {
        metadata: { name: 'x' },
        spec: { schedule: '@hourly', successfulJobsHistoryLimit: -1, startingDeadlineSeconds: -1 },
      }),
    ).toEqual([
      'spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
      'spec.jobTemplate.spec.template.spec.containers: Required value',
      restart,
      'spec.successfulJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });
});

test('what a CronJob is given, and its row', () => {
  const object = created<CronJob>(cronJob, zone);
  expect(object.spec).toMatchObject({
    concurrencyPolicy: 'Allow',
    failedJobsHistoryLimit: 1,
    successfulJobsHistoryLimit: 3,
    suspend: false,
  });
  expect(object.spec?.jobTemplate.spec).not.toHaveProperty('backoffLimit');
  object.metadata.creationTimestamp = '2026-11-21T05:59:58Z';
  const row = ['zone', '0 4 * * 1-5', 'Etc/UTC', 'False', 0, '<none>', '2s', 'main', 'busybox', '<none>'];
  expect(cells(cronJob, object as KubeObject)).toEqual(row);
});

test('who deletes a Job without saying what becomes of its pods is told', () => {
  const server = kindServer();
  const manifest = `apiVersion: batch/v1\nkind: Job${hello}`;
  server.create(manifest);
  const dryRun = { dryRun: true } as const;
  expect(server.send(manifest, { verb: 'delete', ...dryRun }).warnings).toEqual([
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  ]);
  expect(server.send(manifest, { verb: 'delete', body: { propagationPolicy: 'Background' }, ...dryRun }).warnings).toEqual([]);
});
