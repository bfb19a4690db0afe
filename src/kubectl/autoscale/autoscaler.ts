import type { KubeObject } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { addressOf, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';
import { metricsOf, parseMetricTarget } from './metrics.ts';

export interface AutoscalerFlags {
  name: string;
  min: number;
  max: number;
  cpu: string;
  memory: string;
  'cpu-percent': number;
}

/** Refuses kinds that cannot be scaled. */
export function requireScale({ discovery }: Session, { resource }: ResourceInfo): void {
  const { group, version, name } = resource;
  const scalable = discovery.resources.some((each) => each.group === group && each.version === version && each.name === `${name}/scale`);
  if (scalable) return;
  throw new UserError(
    `cannot autoscale a ${resource.kind}: could not find scale subresource for ${group}/${version}, Resource=${name} in discovery information`,
  );
}

/** The autoscaler of a workload in `autoscaling/v2`. */
export function autoscalerFor({ resource, name }: ResourceInfo, flags: AutoscalerFlags, namespace: string | undefined): KubeObject {
  const metrics = metricsOf(flags, flags['cpu-percent']);
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: flags.name === '' ? name : flags.name, ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      scaleTargetRef: {
        kind: resource.kind,
        name,
        apiVersion: resource.group === '' ? resource.version : `${resource.group}/${resource.version}`,
      },
      ...(flags.min > 0 ? { minReplicas: flags.min } : {}),
      maxReplicas: flags.max,
      ...(metrics.length > 0 ? { metrics } : {}),
    },
  };
}

/** Creates the autoscaler; when the server refuses it, once more in the words of `autoscaling/v1`, as far as those can say it. */
export async function createAutoscaler(
  session: Session,
  autoscaler: KubeObject,
  flags: AutoscalerFlags,
  options: { dryRun: boolean; fieldManager: string },
): Promise<KubeObject> {
  try {
    return await create(session, autoscaler, options);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return create(session, inVersion1(autoscaler, flags), options);
  }
}

async function create(session: Session, body: KubeObject, options: { dryRun: boolean; fieldManager: string }): Promise<KubeObject> {
  const resource = session.mapper.forKind('autoscaling', body.apiVersion === 'autoscaling/v1' ? 'v1' : 'v2', 'HorizontalPodAutoscaler');
  if (!resource) throw new UserError(`no matches for kind "HorizontalPodAutoscaler" in version "${body.apiVersion ?? ''}"`);
  return (await send(session, { ...addressOf(resource), verb: 'create', namespace: session.namespace, body, ...options })).body;
}

/** Only a share of the CPU requests, told by --cpu, can be said in version 1. What kubectl says of everything else is a slip of its own. */
function inVersion1(autoscaler: KubeObject, { cpu, memory }: AutoscalerFlags): KubeObject {
  const refusal = (why: string): UserError =>
    new UserError(`failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: ${why}`);
  if (cpu === '') throw refusal('empty input');
  const target = parseMetricTarget('cpu', cpu);
  if (memory !== '' || target.type !== 'Utilization') throw refusal('%!w(<nil>)');
  const { metrics: _metrics, ...spec } = autoscaler['spec'] as Record<string, unknown>;
  return { ...autoscaler, apiVersion: 'autoscaling/v1', spec: { ...spec, targetCPUUtilizationPercentage: target.averageUtilization } };
}
