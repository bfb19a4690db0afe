import './node-20.ts';
import type * as KubernetesClient from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHome } from '../support/served-cluster.ts';

const k8s = await import('@kubernetes/client-node');

const home = newHome();
const config = new k8s.KubeConfig();
let core: KubernetesClient.CoreV1Api;
let apps: KubernetesClient.AppsV1Api;
const namespace = 'default';

beforeAll(async () => {
  const { kubeconfig } = await home.serve();
  config.loadFromFile(kubeconfig);
  core = config.makeApiClient(k8s.CoreV1Api);
  apps = config.makeApiClient(k8s.AppsV1Api);
}, 30_000);
afterAll(() => home.remove());

const configMap = (name: string, data: Record<string, string> = {}): KubernetesClient.V1ConfigMap => ({
  metadata: { name, labels: { app: 'test' } },
  data,
});

describe('@kubernetes/client-node', () => {
  it('creates, reads, replaces, patches, lists and deletes', async () => {
    const made = await core.createNamespacedConfigMap({ namespace, body: configMap('crud', { a: '1' }) });
    expect(made.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.metadata?.creationTimestamp).toBeInstanceOf(Date);
    const read = await core.readNamespacedConfigMap({ namespace, name: 'crud' });
    expect(read.data).toEqual({ a: '1' });
    await core.replaceNamespacedConfigMap({ namespace, name: 'crud', body: { ...read, data: { a: '2' } } });
    // The one that was read is out of date now.
    await expect(core.replaceNamespacedConfigMap({ namespace, name: 'crud', body: read })).rejects.toMatchObject({ code: 409 });
    const merged = await core.patchNamespacedConfigMap(
      { namespace, name: 'crud', body: { data: { b: '3' } } },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
    );
    expect(merged.data).toEqual({ a: '2', b: '3' });
    const patched = await core.patchNamespacedConfigMap(
      { namespace, name: 'crud', body: [{ op: 'remove', path: '/data/a' }] },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.JsonPatch),
    );
    expect(patched.data).toEqual({ b: '3' });
    const applied = await core.patchNamespacedConfigMap(
      { namespace, name: 'crud', fieldManager: 'tester', force: true, body: { apiVersion: 'v1', kind: 'ConfigMap', data: { c: '4' } } },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.ServerSideApply),
    );
    expect(applied.data).toEqual({ b: '3', c: '4' });
    const list = await core.listNamespacedConfigMap({ namespace, labelSelector: 'app=test', limit: 1 });
    expect(list.items.map(({ metadata }) => metadata?.name)).toEqual(['crud']);
    await core.deleteNamespacedConfigMap({ namespace, name: 'crud' });
    await expect(core.readNamespacedConfigMap({ namespace, name: 'crud' })).rejects.toMatchObject({ code: 404 });
  });

  it('pages through lists', async () => {
    for (const name of ['p1', 'p2', 'p3'])
      await core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { page: 'y' } } } });
    const names: (string | undefined)[] = [];
    let _continue: string | undefined;
    do {
      const page = await core.listNamespacedConfigMap({
        namespace,
        labelSelector: 'page=y',
        limit: 2,
        ...(_continue ? { _continue } : {}),
      });
      names.push(...page.items.map(({ metadata }) => metadata?.name));
      _continue = page.metadata?._continue;
    } while (_continue);
    expect(names).toEqual(['p1', 'p2', 'p3']);
  });

  it('watches', async () => {
    const seen: string[] = [];
    const watch = new k8s.Watch(config);
    let finished: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (finished = resolve));
    const abort = await watch.watch(
      `/api/v1/namespaces/${namespace}/configmaps`,
      { labelSelector: 'watched=yes' },
      (type: string, object: KubernetesClient.V1ConfigMap) => {
        seen.push(`${type} ${object.metadata?.name}`);
        if (type === 'DELETED') finished();
      },
      finished,
    );
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'w', labels: { watched: 'yes' } } } });
    await core.patchNamespacedConfigMap(
      { namespace, name: 'w', body: { data: { x: 'y' } } },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
    );
    await core.deleteNamespacedConfigMap({ namespace, name: 'w' });
    await done;
    abort.abort();
    expect(seen).toEqual(['ADDED w', 'MODIFIED w', 'DELETED w']);
  });

  it('keeps an informer up to date while a Deployment rolls out', async () => {
    const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, () => core.listNamespacedPod({ namespace }));
    const ready = new Promise<void>((resolve) => {
      const running = new Set<string>();
      informer.on('update', (pod: KubernetesClient.V1Pod) => {
        if (pod.status?.phase === 'Running') running.add(pod.metadata?.name ?? '');
        if (running.size === 2) resolve();
      });
    });
    await informer.start();
    const labels = { app: 'web' };
    await apps.createNamespacedDeployment({
      namespace,
      body: {
        metadata: { name: 'web' },
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
        },
      },
    });
    await ready;
    expect(informer.list().length).toBe(2);
    const scaled = await apps.patchNamespacedDeploymentScale(
      { namespace, name: 'web', body: { spec: { replicas: 1 } } },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
    );
    expect(scaled.spec?.replicas).toBe(1);
    await informer.stop();
  });

  it('is refused with a Status', async () => {
    const body = { metadata: { name: 'Not A Name' } };
    const refusal = await core.createNamespacedConfigMap({ namespace, body }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(k8s.ApiException);
    expect((refusal as KubernetesClient.ApiException<string>).code).toBe(422);
    expect((refusal as KubernetesClient.ApiException<string>).body).toContain('"reason":"Invalid"');
    const stranger = new k8s.KubeConfig();
    const cluster = config.getCurrentCluster() as KubernetesClient.Cluster;
    stranger.loadFromClusterAndUser(cluster, { name: 'nobody', token: 'nonsense' });
    await expect(stranger.makeApiClient(k8s.CoreV1Api).listNamespacedPod({ namespace })).rejects.toMatchObject({ code: 401 });
  });

  it('works with any kind, and tells what there is', async () => {
    const objects = k8s.KubernetesObjectApi.makeApiClient(config);
    await objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'objects' } });
    await objects.create({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'mine' },
      spec: { controller: 'example.com/c' },
    } as KubernetesClient.KubernetesObject);
    expect(await objects.read({ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'mine' } })).toMatchObject({
      kind: 'IngressClass',
    });
    await objects.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'objects' } });
    expect((await config.makeApiClient(k8s.VersionApi).getCode()).gitVersion).toMatch(/^v1\.36\./);
  });
});
