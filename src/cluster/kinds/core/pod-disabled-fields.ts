import type { PodSpec } from '../../../api/types.ts';
import { visitedContainers } from './container-visit.ts';

/**
 * Fields of pods behind feature gates that are off in a v1.36 cluster (ContainerStopSignals, ClusterTrustBundleProjection,
 * PodCertificateRequest, GenericWorkload): the API server leaves them out, unless the old object has them. In place.
 */
export function dropDisabledPodFields(spec: PodSpec | undefined, previous?: PodSpec): void {
  if (!spec) return;
  for (const { uses, drop } of gated) if (!(previous && uses(previous))) drop(spec);
}

interface Gated {
  uses(spec: PodSpec): boolean;
  drop(spec: PodSpec): void;
}

const gated: readonly Gated[] = [
  {
    uses: (spec) => visitedContainers(spec, '').some(({ container }) => container.lifecycle?.stopSignal !== undefined),
    drop(spec) {
      for (const { container } of visitedContainers(spec, '')) {
        if (container.lifecycle?.stopSignal === undefined) continue;
        delete container.lifecycle.stopSignal;
        if (Object.keys(container.lifecycle).length === 0) delete container.lifecycle;
      }
    },
  },
  projection('clusterTrustBundle'),
  projection('podCertificate'),
  {
    uses: (spec) => 'schedulingGroup' in spec,
    drop: (spec) => {
      delete (spec as { schedulingGroup?: unknown }).schedulingGroup;
    },
  },
];

function projection(field: 'clusterTrustBundle' | 'podCertificate'): Gated {
  const sources = (spec: PodSpec): Partial<Record<typeof field, unknown>>[] =>
    (spec.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? []);
  return {
    uses: (spec) => sources(spec).some((source) => source[field] !== undefined),
    drop: (spec) => sources(spec).forEach((source) => delete source[field]),
  };
}
