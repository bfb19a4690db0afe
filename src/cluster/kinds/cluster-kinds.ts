import type { KubeObject } from '../../api/object.ts';
import { compareText } from '../../api/text-order.ts';
import type { APIService, CustomResourceDefinition } from '../../api/types.ts';
import type * as Custom from '../custom/custom-kind.ts';
import { load as loadCustom } from '../custom/custom-kind.ts?lazy';
import { compareVersions } from '../custom/version-order.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { METRICS_GROUP, METRICS_VERSION } from '../metrics/group.ts';
import type * as Metrics from '../metrics/kinds.ts';
import { load as loadMetrics } from '../metrics/kinds.ts?lazy';
import { catalogueOf, type KindCatalogue } from './catalogue.ts';
import type { KindDefinition } from './define.ts';
import { builtInKinds } from './index.ts';

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';
const API_SERVICES = 'apiservices.apiregistration.k8s.io';
const METRICS = `${METRICS_VERSION}.${METRICS_GROUP}`;

/** The kinds of one cluster: those that every cluster has, those of its established CustomResourceDefinitions, and a metrics server's where one is installed. */
export function clusterKinds(store: ObjectStore): KindCatalogue {
  let seen: readonly unknown[] = [];
  let custom = catalogueOf([]);
  let all = builtInKinds.all();
  let metrics = false;
  const stored = new Map<string, KindDefinition>();
  // Most clusters have none; one that has some makes their kinds anew when a definition changes.
  const current = (): KindCatalogue => {
    const measured = isAvailable(store.get(API_SERVICES, '', METRICS));
    if (measured === metrics && store.entries(DEFINITIONS).length === 0 && seen.length === 0) return custom;
    const definitions = store.list(DEFINITIONS);
    if (measured === metrics && definitions === seen) return custom;
    seen = definitions;
    metrics = measured;
    const kinds = customKinds(definitions as unknown as CustomResourceDefinition[]);
    const others = metrics ? [...kinds, ...loadMetrics<typeof Metrics>().metricsKinds] : kinds;
    custom = catalogueOf(others);
    all = [...builtInKinds.all(), ...others];
    stored.clear();
    for (const kind of kinds) if (kind.version === kind.storageVersion || !stored.has(kind.custom!)) stored.set(kind.custom!, kind);
    return custom;
  };
  return {
    find: (group, version, resource) => builtInKinds.find(group, version, resource) ?? current().find(group, version, resource),
    findByName: (group, version, kind) => builtInKinds.findByName(group, version, kind) ?? current().findByName(group, version, kind),
    stored: (resource) => {
      const builtIn = builtInKinds.stored(resource);
      if (builtIn) return builtIn;
      current();
      return stored.get(resource);
    },
    all: () => {
      current();
      return all;
    },
  };
}

/** In the order of discovery: groups by name, their newest and most stable version first. */
function customKinds(definitions: readonly CustomResourceDefinition[]): KindDefinition[] {
  const established = definitions.filter(isEstablished);
  if (established.length === 0) return [];
  const { customKind } = loadCustom<typeof Custom>();
  const kinds = established.flatMap((definition) =>
    definition.spec.versions.filter(({ served }) => served).map((version) => customKind(definition, version)),
  );
  return kinds.sort((a, b) => compareText(a.group, b.group) || compareVersions(a.version, b.version) || compareText(a.plural, b.plural));
}

function isAvailable(service: KubeObject | undefined): boolean {
  const { spec, status } = (service ?? {}) as Partial<APIService>;
  return (
    spec?.service != null && (status?.conditions?.some(({ type, status: truth }) => type === 'Available' && truth === 'True') ?? false)
  );
}

function isEstablished({ status }: CustomResourceDefinition): boolean {
  return status?.conditions?.some(({ type, status: truth }) => type === 'Established' && truth === 'True') ?? false;
}
