import type { Actor } from '../sim/actor.ts';
import { deploymentController } from './deployment/index.ts';
import { replicaSetController } from './replication/replica-set.ts';
import { replicationController } from './replication/replication-controller.ts';

/** In the order in which changes wake them: what makes pods before what follows them. */
export const controllers: readonly Actor[] = [replicaSetController, replicationController, deploymentController];
