import type { LabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';

interface Port {
  port: number;
  protocol: string;
}

/** What `kubectl expose` asks of a kind: which pods a Service for it selects, and the ports they have. */
export interface Exposable {
  /** Throws UserError when there is nothing to select by. */
  selector(object: KubeObject): Record<string, string>;
  ports(object: KubeObject): Port[];
}

interface PodSpecPorts {
  containers?: { ports?: { containerPort: number; protocol?: string }[] }[];
}

const podPorts = (spec: PodSpecPorts | undefined): Port[] =>
  (spec?.containers ?? []).flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })),
  );

const workload = (noun: string): Exposable => ({
  selector(object) {
    const selector = object['spec']?.selector as LabelSelector | undefined;
    if (!selector?.matchLabels) throw new UserError(`invalid ${noun}: no selectors, therefore cannot be exposed`);
    if (selector.matchExpressions?.length) {
      const expressions = selector.matchExpressions.map(
        ({ key, operator, values = [] }) => `{Key:${key} Operator:${operator} Values:[${values.join(' ')}]}`,
      );
      throw new UserError(`couldn't convert expressions - "[${expressions.join(' ')}]" to map-based selector format`);
    }
    return selector.matchLabels;
  },
  ports: (object) => podPorts(object['spec']?.template?.spec),
});

const pod: Exposable = {
  selector({ metadata: { labels } }) {
    if (!labels || Object.keys(labels).length === 0) throw new UserError('the pod has no labels and cannot be exposed');
    return labels;
  },
  ports: (object) => podPorts(object['spec']),
};

const service: Exposable = {
  selector(object) {
    const selector = object['spec']?.selector as Record<string, string> | undefined;
    if (!selector) throw new UserError('the service has no pod selector set');
    return selector;
  },
  ports: (object) =>
    ((object['spec']?.ports ?? []) as { port: number; protocol?: string }[]).map(({ port, protocol = 'TCP' }) => ({ port, protocol })),
};

const replicationController: Exposable = {
  selector: (object) => (object['spec']?.selector ?? {}) as Record<string, string>,
  ports: (object) => podPorts(object['spec']?.template?.spec),
};

const exposables: Readonly<Record<string, Exposable>> = {
  '/Pod': pod,
  '/Service': service,
  '/ReplicationController': replicationController,
  'apps/Deployment': workload('deployment'),
  'apps/ReplicaSet': workload('replicaset'),
};

/** Throws UserError for kinds that have no pods to expose. */
export function exposable({ group, kind }: { group: string; kind: string }): Exposable {
  const found = exposables[`${group}/${kind}`];
  if (!found) throw new UserError(`cannot expose a ${group === '' ? kind : `${kind}.${group}`}`);
  return found;
}
