import { localClient } from '../../src/host/local-client.ts';
import { newToy, toyCluster } from '../support/toy-cluster.ts';

/** Like one command after another: opens the cluster, creates NAME-0 with NAME-0b, NAME-1 with NAME-1b …, each pair in one session, and tells each that was saved. */
const [path = '', name = '', count = '1'] = process.argv.slice(2);
const filler = 'x'.repeat(20_000);

async function run(): Promise<void> {
  for (let index = 0; index < Number(count); index++) {
    const client = localClient({ path, open: toyCluster, create: () => toyCluster(newToy()), wallNow: Date.now });
    for (const pod of [`${name}-${index}`, `${name}-${index}b`]) {
      const body = { metadata: { name: pod, namespace: 'default' }, filler };
      await client.request({ verb: 'create', group: '', version: 'v1', resource: 'pods', namespace: 'default', name: pod, body });
    }
    await client.close();
    process.stdout.write(`${name}-${index}\n`);
  }
}

void run();
