import type { ClusterResources } from './cluster.ts';
import { tokenController } from './controllers/account-tokens.ts';
import { certificateApproving } from './controllers/certificates/approving.ts';
import { certificateSigning } from './controllers/certificates/signing.ts';
import { eventExpiry } from './controllers/event-expiry.ts';
import { controllers } from './controllers/index.ts';
import { kubelet } from './kubelet/index.ts';
import { scheduler } from './scheduler/index.ts';
import type { Pki } from './pki/pki.ts';
import type { Actor } from './sim/actor.ts';

/** Everything in the cluster that acts by itself, in the order in which changes wake it. */
export function actors(resources: ClusterResources, pki: Pki): readonly Actor[] {
  return [
    ...controllers,
    tokenController(pki),
    certificateApproving(pki),
    certificateSigning(pki),
    scheduler(),
    kubelet(resources),
    eventExpiry,
  ];
}
