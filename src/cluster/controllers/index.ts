import type { Actor } from '../sim/actor.ts';
import { certificateCleaner } from './certificates/cleaning.ts';
import { clusterRoleAggregation } from './cluster-role-aggregation.ts';
import { apiServiceController } from './api-services.ts';
import { cronJobController } from './cronjob/index.ts';
import { customResourceDefinitionController } from './custom-resource-definitions.ts';
import { daemonSetController } from './daemonset/index.ts';
import { deploymentController } from './deployment/index.ts';
import { disruptionController } from './disruption/index.ts';
import { endpointSliceController } from './endpoints/endpoint-slices.ts';
import { endpointsController } from './endpoints/endpoints.ts';
import { endpointSliceMirroring } from './endpoints/mirroring.ts';
import { garbageCollector } from './garbage-collector.ts';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';
import { jobController } from './job/index.ts';
import { ttlAfterFinishedController } from './job/ttl.ts';
import { kubernetesService } from './kubernetes-service.ts';
import { rootCaPublisher, serviceAccountController } from './namespace-defaults.ts';
import { namespaceController } from './namespace-deletion.ts';
import { nodeLifecycleController } from './nodes/lifecycle.ts';
import { nodeRegistration } from './nodes/registration.ts';
import { podGarbageCollector } from './nodes/pod-garbage.ts';
import { taintEvictionController } from './nodes/taint-eviction.ts';
import { policyTypeChecking } from './policy-type-checking.ts';
import { replicaSetController } from './replication/replica-set.ts';
import { replicationController } from './replication/replication-controller.ts';
import { resourceQuotaController } from './resource-quota.ts';
import { serviceAddressController } from './service-ip-addresses.ts';
import { statefulSetController } from './statefulset/index.ts';
import { volumeBinder } from './volumes/binder.ts';
import { localPathProvisioner } from './volumes/local-path.ts';
import { claimProtection, volumeProtection, attributesClassProtection } from './volumes/protection.ts';

/** In the order in which changes wake them: what makes pods before what follows them. */
export const controllers: readonly Actor[] = [
  customResourceDefinitionController,
  apiServiceController,
  serviceAccountController,
  rootCaPublisher,
  kubernetesService,
  nodeLifecycleController,
  nodeRegistration,
  replicaSetController,
  replicationController,
  deploymentController,
  daemonSetController,
  statefulSetController,
  jobController,
  cronJobController,
  ttlAfterFinishedController,
  horizontalPodAutoscaler,
  volumeBinder,
  localPathProvisioner,
  claimProtection,
  volumeProtection,
  attributesClassProtection,
  serviceAddressController,
  endpointsController,
  endpointSliceController,
  endpointSliceMirroring,
  disruptionController,
  resourceQuotaController,
  policyTypeChecking,
  taintEvictionController,
  podGarbageCollector,
  clusterRoleAggregation,
  certificateCleaner,
  garbageCollector,
  namespaceController,
];
