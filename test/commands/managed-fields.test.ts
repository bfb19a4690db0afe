import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../../src/host/connect.ts';
import { memoryIo, runCommands, type Ran } from '../support/run-commands.ts';

// Every command reads the state file anew and writes it: the cluster is restarted between every two of them.

let home: string;
let env: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'managers-'));
  env = {
    KUBESIM_HOME: home,
    KUBESIM_BARE: '1',
    KUBESIM_KUBELET: 'real',
    KUBESIM_CLOCK: 'manual',
    KUBESIM_SEED: '1',
    PATH: process.env['PATH'] ?? '',
  };
});
afterEach(() => rmSync(home, { recursive: true }));

async function run(...argv: string[]): Promise<Ran> {
  const connection = await connect({ env, cwd: home });
  const ran = await runCommands(commandTable, argv, connection, { ...memoryIo({ env }), cwd: home });
  await connection.client.close();
  return ran;
}

const ENTRIES = '{range .items[*].metadata.managedFields[*]}{.manager} {.operation} {.subresource} {.apiVersion} {.fieldsV1}{"\\n"}{end}';

/** `manager operation subresource apiVersion` of the objects' entries, each once, with the tops of what they own. */
async function managers(...what: string[]): Promise<string[]> {
  const { stdout, stderr } = await run('get', ...what, '-o', `jsonpath=${ENTRIES}`);
  expect(stderr).toBe('');
  const lines = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const at = line.indexOf('{');
      const fields = JSON.parse(line.slice(at)) as Record<string, Record<string, unknown>>;
      const tops = Object.entries(fields).flatMap(([top, below]) =>
        Object.keys(below).length === 0 || top === 'f:source' || top === 'f:data'
          ? [top]
          : Object.keys(below).map((key) => `${top}.${key}`),
      );
      return `${line.slice(0, at - 1)}: ${tops.join(' ').replaceAll('f:', '')}`;
    });
  return [...new Set(lines)].sort();
}

it('every writer is noted under the name that it has in a real cluster', async () => {
  await run('create', 'deployment', 'web', '--image=nginx', '--replicas=2');
  await run('rollout', 'status', 'deployment/web');
  expect(await managers('deployments')).toEqual([
    'kube-controller-manager Update status apps/v1: metadata.annotations status.availableReplicas status.conditions status.observedGeneration status.readyReplicas status.replicas status.terminatingReplicas status.updatedReplicas',
    'kubectl-create Update  apps/v1: metadata.labels spec.progressDeadlineSeconds spec.replicas spec.revisionHistoryLimit spec.selector spec.strategy spec.template',
  ]);
  expect(await managers('replicasets')).toEqual([
    'kube-controller-manager Update  apps/v1: metadata.annotations metadata.labels metadata.ownerReferences spec.replicas spec.selector spec.template',
    'kube-controller-manager Update status apps/v1: status.availableReplicas status.fullyLabeledReplicas status.observedGeneration status.readyReplicas status.replicas status.terminatingReplicas',
  ]);
  // What admission adds (service account, tolerations, priority) and the node are nobody's; nor is the phase Pending, nor what the binding tells.
  expect(await managers('pods')).toEqual([
    'kube-controller-manager Update  v1: metadata.generateName metadata.labels metadata.ownerReferences spec.containers spec.dnsPolicy spec.enableServiceLinks spec.restartPolicy spec.schedulerName spec.securityContext spec.terminationGracePeriodSeconds',
    'kubelet Update status v1: status.conditions status.containerStatuses status.hostIP status.hostIPs status.observedGeneration status.phase status.podIP status.podIPs status.startTime',
  ]);
  expect((await managers('events')).map((line) => line.split(':')[0])).toEqual([
    'kube-controller-manager Update  v1',
    'kube-scheduler Update  events.k8s.io/v1',
    'kubelet Update  v1',
  ]);
  expect(await managers('serviceaccounts')).toEqual([]);
  expect(await managers('configmaps')).toEqual(['kube-controller-manager Update  v1: data metadata.annotations']);
  expect(await managers('services')).toEqual([expect.stringMatching(/^kube-apiserver Update {2}v1: metadata.labels spec.clusterIP /)]);
});

it('a pod that waits for a node tells of the scheduler, also later', async () => {
  await run('cordon', '-l', 'kubernetes.io/os=linux');
  await run('run', 'p', '--image=nginx');
  const conditions =
    'jsonpath={range .metadata.managedFields[?(@.subresource=="status")]}{.manager} {.fieldsV1.f:status.f:conditions}{"\\n"}{end}';
  const waiting = (await run('get', 'pod', 'p', '-o', conditions)).stdout;
  expect(waiting).toMatch(
    /^kube-scheduler \{"\.":\{\},"k:\{\\"type\\":\\"PodScheduled\\"\}":\{".":\{\},.*"f:message":\{\}.*"f:reason":\{\}/,
  );
  await run('uncordon', '-l', 'kubernetes.io/os=linux');
  await run('wait', '--for=condition=Ready', 'pod/p', '--timeout=5m');
  // The binding writes the condition without being noted.
  const running = (await run('get', 'pod', 'p', '-o', conditions)).stdout.split('\n');
  expect(running[0]).toBe(waiting.trimEnd());
  expect(running[1]).toMatch(/^kubelet .*Initialized/);
  expect(running[1]).not.toContain('PodScheduled');
});

it('who applies what controllers own is told so, and takes it over by force', async () => {
  await run('create', 'deployment', 'web', '--image=nginx');
  await run('rollout', 'status', 'deployment/web');
  const set = (await run('get', 'rs', '-o', 'jsonpath={.items[0].metadata.name}')).stdout;
  const applied = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: set }, spec: { replicas: 3 } };
  writeFileSync(join(home, 'set.json'), JSON.stringify(applied));
  const refused = await run('apply', '--server-side', '-f', 'set.json');
  expect(refused.stderr).toContain('conflict with "kube-controller-manager" using apps/v1: .spec.replicas');
  const status = { ...applied, spec: undefined, status: { replicas: 7 } };
  writeFileSync(join(home, 'status.json'), JSON.stringify(status));
  expect((await run('apply', '--server-side', '--subresource=status', '-f', 'status.json')).stderr).toContain(
    'conflict with "kube-controller-manager" with subresource "status" using apps/v1: .status.replicas',
  );
  expect((await run('apply', '--server-side', '--force-conflicts', '-f', 'set.json')).exitCode).toBe(0);
  // The Deployment sets it back at once.
  expect((await managers('rs')).map((line) => line.split(':')[0])).toContain('kube-controller-manager Update  apps/v1');
});

it('what changes nothing leaves the times of managers alone', async () => {
  await run('create', 'deployment', 'web', '--image=nginx');
  await run('rollout', 'status', 'deployment/web');
  const times = ['get', 'deploy,rs,pods', '-o', 'jsonpath={.items[*].metadata.managedFields[*].time}'];
  const before = (await run(...times)).stdout;
  await run('sim', 'advance', '10m');
  await run('annotate', 'deployment', 'web', 'x-');
  expect((await run(...times)).stdout).toBe(before);
});

it('an autoscaler scales through the scale', async () => {
  await run('create', 'deployment', 'web', '--image=nginx');
  await run('autoscale', 'deployment', 'web', '--min=2', '--max=3', '--cpu=50%');
  await run('sim', 'advance', '1m');
  expect(await managers('deployments')).toContain('kube-controller-manager Update scale apps/v1: spec.replicas');
});
