import type { Actor } from '../sim/actor.ts';
import { deploymentController } from './deployment/index.ts';
import { disruptionController } from './disruption/index.ts';
import { endpointSliceController } from './endpoints/endpoint-slices.ts';
import { endpointsController } from './endpoints/endpoints.ts';
import { garbageCollector } from './garbage-collector.ts';
import { kubernetesService } from './kubernetes-service.ts';
import { rootCaPublisher, serviceAccountController } from './namespace-defaults.ts';
import { namespaceController } from './namespace-deletion.ts';
import { nodeLifecycleController } from './nodes/lifecycle.ts';
import { podGarbageCollector } from './nodes/pod-garbage.ts';
import { taintEvictionController } from './nodes/taint-eviction.ts';
import { replicaSetController } from './replication/replica-set.ts';
import { replicationController } from './replication/replication-controller.ts';

/** In the order in which changes wake them: what makes pods before what follows them. */
export const controllers: readonly Actor[] = [
  serviceAccountController,
  rootCaPublisher,
  kubernetesService,
  nodeLifecycleController,
  replicaSetController,
  replicationController,
  deploymentController,
  endpointsController,
  endpointSliceController,
  disruptionController,
  taintEvictionController,
  podGarbageCollector,
  garbageCollector,
  namespaceController,
];
