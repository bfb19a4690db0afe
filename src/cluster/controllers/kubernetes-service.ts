import { ensureKubernetesService } from '../boot/kubernetes-service.ts';
import type { Actor, Change } from '../sim/actor.ts';

/** The API server looks after its Service this often (ms). */
const INTERVAL = 10_000;

/** Puts the `kubernetes` Service and its endpoints back when somebody deletes them. */
export const kubernetesService: Actor = {
  name: 'kubernetes-service',
  watches: { services: deleted, endpoints: deleted, 'endpointslices.discovery.k8s.io': deleted },
  reconcile(_, { api, now }) {
    const early = now() % INTERVAL;
    if (early > 0) return { after: INTERVAL - early };
    ensureKubernetesService(api);
  },
};

function deleted({ type, object }: Change): string[] {
  return type === 'DELETED' && object.metadata.namespace === 'default' && object.metadata.name === 'kubernetes' ? ['kubernetes'] : [];
}
