import { expect } from 'vitest';
import type { Cluster, WireAnswer, WireRequest } from '../../src/cluster/cluster.ts';
import { openCluster } from '../../src/cluster/open.ts';
import type { ClusterImage } from '../../src/cluster/store/image.ts';
import { seededRandom, type Random } from '../../src/cluster/sim/random.ts';
import { realCluster, testResources } from './real-cluster.ts';
import { seeds } from './seed-objects.ts';

const ADMINISTRATOR = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
/** KUBESIM_PROPERTY_RUNS multiplies the number of runs (5 makes a hundred thousand of them), KUBESIM_PROPERTY_SEED chooses others. */
const FACTOR = Number(process.env['KUBESIM_PROPERTY_RUNS'] ?? 1);
const SEED = Number(process.env['KUBESIM_PROPERTY_SEED'] ?? 1);
/** A cluster that has taken so many requests is full of what they made: the next ones go to a new one. */
const CLUSTER_LIFE = 1000;

/**
 * Sends requests made by `make` to small clusters, and expects of each that it is answered, with no defect of ours, and that what is
 * refused leaves nothing behind.
 */
export function sendBadInput(runs: number, make: (random: Random) => Omit<WireRequest, 'trusted'>): void {
  const random = seededRandom(SEED);
  let cluster = populated();
  for (let run = 0; run < runs * FACTOR; run += 1) {
    if (run % CLUSTER_LIFE === CLUSTER_LIFE - 1) cluster = populated();
    const request = make(random);
    const told = (): string => `run ${run}: ${JSON.stringify(request).slice(0, 6000)}`;
    let answer: WireAnswer;
    try {
      answer = cluster.wire({ ...request, trusted: ADMINISTRATOR });
    } catch (error) {
      throw new Error(`not answered: ${told()}`, { cause: error });
    }
    const [defect] = cluster.takeDefects();
    if (defect) throw new Error(`${defect.actor} ${defect.key} after ${told()}`, { cause: defect.error });
    const changes = cluster.takeChanges();
    if (answer.kind === 'watch') for (const event of cluster.poll(answer.watch)) answer.encode(event);
    if (answer.kind !== 'whole' || answer.status < 400) continue;
    // (Some refusals of patches are 500 in a real server, too, but without a reason.)
    expect(answer.body, told()).not.toMatch(/"reason":\s*"InternalError"|\[object /);
    // (Of a collection some may be gone before one may not be deleted.)
    if (request.method !== 'DELETE') expect(changes?.objects ?? [], told()).toEqual([]);
  }
}

let kept: ClusterImage | undefined;

/** A small cluster with an object of each kind, always the same. */
function populated(): Cluster {
  if (!kept) {
    const { cluster } = realCluster({}, ['kubesim-control-plane']);
    for (const { target, body } of seeds)
      cluster.wire({ method: 'POST', target, headers: {}, body: JSON.stringify(body), trusted: ADMINISTRATOR });
    kept = cluster.image();
  }
  const { objects, memory, ...rest } = kept;
  const cluster = openCluster({ ...rest, objects: new Map(objects), memory: new Map(memory) }, testResources);
  cluster.takeChanges();
  return cluster;
}
