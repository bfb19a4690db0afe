import { deepEqual } from '../../api/json.ts';
import { groupResource, parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { parseTime } from '../../api/time.ts';
import type { HorizontalPodAutoscaler } from '../../api/types.ts';
import { noScale } from '../apiserver/subresources/scale.ts';
import type { KindCatalogue } from '../kinds/catalogue.ts';
import type { KindDefinition, ScaleBinding } from '../kinds/define.ts';
import type { Actor, ActorContext } from '../sim/actor.ts';
import { inPlace, type Condition } from './conditions.ts';
import { itself, keyOf, splitKey } from './keys.ts';

const COMPONENT = 'horizontal-pod-autoscaler';
/** The controller looks at every autoscaler this often (ms); what has not changed is not looked at again. */
const INTERVAL = 15_000;
const TARGETS = ['deployments.apps', 'replicasets.apps', 'statefulsets.apps', 'replicationcontrollers'];
const NO_METRICS = 'the server could not find the requested resource';

type Metric = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['metrics']>[number];

/** Keeps targets within the bounds of their HorizontalPodAutoscalers. The cluster has no metrics, and says so. */
export const horizontalPodAutoscaler: Actor = {
  name: 'horizontal-pod-autoscaler',
  watches: {
    'horizontalpodautoscalers.autoscaling': itself,
    ...Object.fromEntries(
      TARGETS.map((resource) => [
        resource,
        ({ object }, { api }) =>
          api
            .list('horizontalpodautoscalers.autoscaling', object.metadata.namespace)
            .filter(({ spec }) => spec?.scaleTargetRef.kind === object.kind && spec?.scaleTargetRef.name === object.metadata.name)
            .map(keyOf),
      ]),
    ),
  } satisfies Actor['watches'],
  reconcile(key, context) {
    const { api, memory, now } = context;
    const { namespace, name } = splitKey(key);
    const autoscaler = api.get('horizontalpodautoscalers.autoscaling', namespace, name);
    if (!autoscaler?.spec) return memory.delete(key);
    const seen = JSON.stringify([autoscaler.spec, targetOf(autoscaler, context)?.replicas]);
    if (memory.get(key) === seen) return;
    const created = parseTime(autoscaler.metadata.creationTimestamp ?? '') ?? now();
    const elapsed = now() - created;
    if (elapsed < INTERVAL || elapsed % INTERVAL !== 0) return { at: created + (Math.floor(elapsed / INTERVAL) + 1) * INTERVAL };
    autoscale(autoscaler, context);
    memory.set(key, JSON.stringify([autoscaler.spec, targetOf(autoscaler, context)?.replicas]));
  },
};

interface Target {
  resource: string;
  object: KubeObject;
  binding: ScaleBinding;
  replicas: number;
}

function targetOf({ spec, metadata }: HorizontalPodAutoscaler, { api, kinds }: ActorContext): Target | undefined {
  const kind = targetKind(spec, kinds);
  const resource = kind && groupResource(kind.group, kind.plural);
  const object = resource && (api.get(resource, metadata.namespace ?? '', spec?.scaleTargetRef.name ?? '') as KubeObject | undefined);
  return object && kind.scale ? { resource, object, binding: kind.scale, replicas: kind.scale.replicas(object) } : undefined;
}

function targetKind(spec: HorizontalPodAutoscaler['spec'], kinds: KindCatalogue): KindDefinition | undefined {
  const { apiVersion = 'v1', kind = '' } = spec?.scaleTargetRef ?? {};
  const { group, version } = parseGroupVersion(apiVersion);
  return kinds.findByName(group, version, kind);
}

function autoscale(autoscaler: HorizontalPodAutoscaler, context: ActorContext): void {
  const target = targetOf(autoscaler, context);
  const { minReplicas = 1, maxReplicas = 1, metrics = [] } = autoscaler.spec ?? {};
  if (!target) {
    const kind = targetKind(autoscaler.spec, context.kinds);
    const { apiVersion = 'v1', kind: kindName = '', name = '' } = autoscaler.spec?.scaleTargetRef ?? {};
    const why = kind ? noScale(kind, name).message : `no matches for kind "${kindName}" in group "${parseGroupVersion(apiVersion).group}"`;
    tell(autoscaler, 'Warning', 'FailedGetScale', why, context);
    const message = `the HPA controller was unable to get the target's current scale: ${why}`;
    return writeStatus(autoscaler, {}, [['AbleToScale', 'False', 'FailedGetScale', message]], context);
  }
  const able: Verdict = ['AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale"];
  const { replicas } = target;
  if (replicas === 0 && minReplicas !== 0) {
    const message = 'scaling is disabled since the replica count of the target is zero';
    return writeStatus(
      autoscaler,
      { currentReplicas: 0, desiredReplicas: 0 },
      [able, ['ScalingActive', 'False', 'ScalingDisabled', message]],
      context,
    );
  }
  if (replicas > maxReplicas) return rescale(autoscaler, target, maxReplicas, 'Current number of replicas above Spec.MaxReplicas', context);
  if (replicas < minReplicas) return rescale(autoscaler, target, minReplicas, 'Current number of replicas below Spec.MinReplicas', context);
  const failures = metrics.map(failureOf);
  const [first] = failures;
  if (!first) return writeStatus(autoscaler, { currentReplicas: replicas }, [able], context);
  for (const { reason, message } of failures) tell(autoscaler, 'Warning', reason, message, context);
  const all = `invalid metrics (${failures.length} invalid out of ${metrics.length}), first error is: ${first.prefix}: ${first.message}`;
  tell(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', all, context);
  const inactive: Verdict = ['ScalingActive', 'False', first.reason, `the HPA was unable to compute the replica count: ${first.message}`];
  writeStatus(autoscaler, { currentReplicas: replicas }, [able, inactive], context);
}

function rescale(autoscaler: HorizontalPodAutoscaler, target: Target, size: number, reason: string, context: ActorContext): void {
  const { namespace = '', name = '' } = target.object.metadata;
  context.api.patch(target.resource, namespace, name, 'merge', { spec: { replicas: size } }, 'scale');
  tell(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${size}; reason: ${reason}`, context);
  const able: Verdict = ['AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${size}`];
  const status = { currentReplicas: target.replicas, desiredReplicas: size, lastScaleTime: context.timestamp() };
  writeStatus(autoscaler, status, [able], context);
}

/** Why a metric cannot be had in a cluster that nobody measures. */
function failureOf(metric: Metric): { reason: string; prefix: string; message: string } {
  const resource = metric.resource ?? metric.containerResource;
  if (resource) {
    const what = resource.target.averageUtilization === undefined ? 'usage' : 'utilization';
    const { name } = resource;
    const message = `failed to get ${name} ${what}: unable to get metrics for resource ${name}: unable to fetch metrics from resource metrics API: ${NO_METRICS} (get pods.metrics.k8s.io)`;
    const container = metric.containerResource !== undefined;
    return {
      reason: container ? 'FailedGetContainerResourceMetric' : 'FailedGetResourceMetric',
      prefix: `failed to get ${name} ${container ? 'container ' : ''}resource metric value`,
      message,
    };
  }
  const name = metric.pods?.metric.name ?? metric.object?.metric.name ?? metric.external?.metric.name ?? '';
  if (metric.external) {
    const message = `unable to get external metric ${name}: unable to fetch metrics from external metrics API: ${NO_METRICS} (get ${name}.external.metrics.k8s.io)`;
    return { reason: 'FailedGetExternalMetric', prefix: `failed to get ${name} external metric value`, message };
  }
  const message = `unable to get metric ${name}: unable to fetch metrics from custom metrics API: ${NO_METRICS}`;
  if (metric.pods) return { reason: 'FailedGetPodsMetric', prefix: 'failed to get pods metric value', message };
  return { reason: 'FailedGetObjectMetric', prefix: 'failed to get object metric value', message };
}

type Verdict = readonly [type: string, status: string, reason: string, message: string];

function writeStatus(autoscaler: HorizontalPodAutoscaler, change: object, verdicts: readonly Verdict[], context: ActorContext): void {
  let conditions = (autoscaler.status?.conditions ?? []) as unknown as Condition[];
  for (const [type, status, reason, message] of verdicts) {
    conditions = inPlace(conditions, { type, status, lastTransitionTime: context.timestamp(), reason, message });
  }
  const observedGeneration = autoscaler.metadata.generation;
  const status = {
    desiredReplicas: 0,
    ...autoscaler.status,
    ...change,
    conditions,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
  if (deepEqual(status, autoscaler.status)) return;
  context.api.updateStatus('horizontalpodautoscalers.autoscaling', { ...autoscaler, status } as unknown as HorizontalPodAutoscaler);
}

function tell(about: HorizontalPodAutoscaler, type: 'Normal' | 'Warning', reason: string, message: string, { events }: ActorContext): void {
  events.record(about, { type, reason, message, component: COMPONENT });
}
