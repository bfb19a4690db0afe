import { describe, expect, test } from 'vitest';
import { fieldErrorText } from '../../../src/api/field-error.ts';
import { daemonSet } from '../../../src/cluster/kinds/apps/daemon-set.ts';
import { deployment } from '../../../src/cluster/kinds/apps/deployment.ts';
import { replicaSet } from '../../../src/cluster/kinds/apps/replica-set.ts';
import { statefulSet } from '../../../src/cluster/kinds/apps/stateful-set.ts';
import { job } from '../../../src/cluster/kinds/batch/job.ts';
import { replicationController } from '../../../src/cluster/kinds/core/replication-controller.ts';
import { service } from '../../../src/cluster/kinds/core/service.ts';
import type { KindDefinition } from '../../../src/cluster/kinds/define.ts';
import { ingress } from '../../../src/cluster/kinds/networking/ingress.ts';

type Case = readonly [name: string, status: object, errors: readonly string[]];

function statusSuite(kind: KindDefinition, before: object, cases: readonly Case[], spec: object = {}): void {
  describe(kind.kind, () => {
    test.each(cases)('%s', (_name, status, errors) => {
      const previous = { apiVersion: 'v1', kind: kind.kind, metadata: { name: 'x' }, spec, status: before };
      expect(kind.validateStatusUpdate?.({ ...previous, status }, previous).map(fieldErrorText)).toEqual(errors);
    });
  });
}

const tooMany = 'cannot be greater than status.replicas';

statusSuite(deployment, { collisionCount: 2 }, [
  ['fine', { replicas: 3, readyReplicas: 3, availableReplicas: 2, collisionCount: 2 }, []],
  ['forgetful', { collisionCount: 1 }, ['status.collisionCount: Invalid value: 1: cannot be decremented']],
  [
    'more than there are',
    { replicas: 1, readyReplicas: 2, availableReplicas: 3, collisionCount: 2 },
    [
      `status.readyReplicas: Invalid value: 2: ${tooMany}`,
      `status.availableReplicas: Invalid value: 3: ${tooMany}`,
      'status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas',
    ],
  ],
]);
statusSuite(replicaSet, {}, [
  [
    'negative',
    { replicas: -1 },
    [
      'status.replicas: Invalid value: -1: must be greater than or equal to 0',
      `status.fullyLabeledReplicas: Invalid value: 0: ${tooMany}`,
      `status.readyReplicas: Invalid value: 0: ${tooMany}`,
      `status.availableReplicas: Invalid value: 0: ${tooMany}`,
    ],
  ],
]);
statusSuite(replicationController, {}, [
  ['more', { replicas: 1, fullyLabeledReplicas: 2 }, [`status.fullyLabeledReplicas: Invalid value: 2: ${tooMany}`]],
]);
statusSuite(statefulSet, {}, [
  [
    'more available',
    { replicas: 1, availableReplicas: 1 },
    ['status.availableReplicas: Invalid value: 1: cannot be greater than status.readyReplicas'],
  ],
]);
statusSuite(daemonSet, {}, [
  ['negative', { numberReady: -1 }, ['status.numberReady: Invalid value: -1: must be greater than or equal to 0']],
]);

const start = '2026-11-21T06:00:00Z';
const complete = [
  { type: 'SuccessCriteriaMet', status: 'True' },
  { type: 'Complete', status: 'True' },
];
statusSuite(job, { startTime: start }, [
  ['complete', { startTime: start, completionTime: start, conditions: complete }, []],
  [
    'complete without its time',
    { startTime: start, conditions: complete },
    ['status.completionTime: Required value: completionTime is required for Complete jobs'],
  ],
  [
    'a time without completion',
    { startTime: start, completionTime: start },
    [`status.completionTime: Invalid value: "${start}": cannot set completionTime when there is no Complete=True condition`],
  ],
  [
    'failed, and still at work',
    { startTime: start, active: 1, conditions: [{ type: 'Failed', status: 'True' }] },
    [
      'status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition',
      'status.active: Invalid value: 1: active>0 is invalid for finished job',
    ],
  ],
]);

const addresses = { loadBalancer: { ingress: [{ ip: '10.0.0' }, { hostname: '10.0.0.1' }] } };
const isAddress = 'status.loadBalancer.ingress[1].hostname: Invalid value: "10.0.0.1": must be a DNS name, not an IP address';
const noAddress =
  'status.loadBalancer.ingress[0].ip: Invalid value: "10.0.0": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
statusSuite(ingress, {}, [['addresses', addresses, [noAddress, isAddress]]]);
statusSuite(
  service,
  {},
  [
    [
      'addresses',
      addresses,
      [noAddress, 'status.loadBalancer.ingress[0].ipMode: Required value: must be specified when `ip` is set', isAddress],
    ],
  ],
  { type: 'LoadBalancer' },
);
statusSuite(
  service,
  {},
  [['not a load balancer', addresses, ["status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'"]]],
  { type: 'NodePort' },
);
