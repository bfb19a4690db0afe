import { createNamedCluster } from '../../host/clusters.ts';
import { defaultNodeNames, hostSettings, parseNodeNames } from '../../host/environment.ts';
import { homeFolder } from '../../host/home.ts';
import { HostError } from '../../host/host-error.ts';
import { boolFlag, intFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';

const MOST_NODES = 1000;

export default class Create extends KubectlCommand {
  static override summary = 'Make a cluster and a context for it';
  static override description =
    "Make a cluster and a context of the same name. The current context stays what it is: 'kubectl config use-context NAME' switches.\n\n Without flags a cluster has a control plane and two workers. The settings KUBESIM_CLOCK, KUBESIM_SEED, KUBESIM_NODES and KUBESIM_BARE hold here as well; flags go before them.";
  static override examples = [
    '# A cluster for an exam, with five nodes\nkubectl cluster create exam --nodes=5\nkubectl config use-context exam',
    '# A cluster without system pods, with two nodes of given names\nkubectl cluster create lab --bare --node-names=lab-control-plane,lab-worker',
    '# A cluster for a script that gives the same bytes on every run\nkubectl cluster create demo --clock=manual --seed=7',
  ];
  static override usage = 'cluster create NAME [--nodes=N | --node-names=NAME,NAME] [--bare]';
  static override flags = {
    bare: boolFlag({ description: 'Leave out the system pods.' }),
    clock: stringFlag({
      description: "What moves simulated time: 'wall' for the wall clock, 'manual' for 'sim advance' and waiting commands.",
    }),
    name: stringFlag({ description: 'The name of the cluster, instead of NAME.' }),
    'node-names': stringFlag({
      description: "Names of the nodes, with commas. A name that ends in 'control-plane' makes a control plane, with its taint.",
    }),
    nodes: intFlag({ description: 'How many nodes, one of them the control plane.', default: 3 }),
    seed: stringFlag({ description: 'Integer that all randomness of the cluster follows from.' }),
  };

  protected override async execute(io: Io, { flags, args, changed }: InputOf<typeof Create>): Promise<void> {
    const [given, ...more] = args;
    const name = flags.name || given;
    if (name === undefined || more.length > 0 || (flags.name && given !== undefined)) throw new UsageError('exactly one NAME is required');
    if (changed('nodes') && changed('node-names')) throw new HostError('--nodes and --node-names exclude each other');
    if (flags.nodes < 1 || flags.nodes > MOST_NODES) throw new HostError(`--nodes must be between 1 and ${MOST_NODES}`);
    const settings = hostSettings({
      ...io.env,
      ...(changed('clock') && { KUBESIM_CLOCK: flags.clock }),
      ...(changed('seed') && { KUBESIM_SEED: flags.seed }),
    });
    const nodeNames = changed('node-names')
      ? parseNodeNames(flags['node-names'], '--node-names')
      : changed('nodes')
        ? defaultNodeNames(name, flags.nodes)
        : settings.nodeNames;
    const bare = changed('bare') ? flags.bare : settings.bare;
    const count = await createNamedCluster(homeFolder(io.env), name, { ...settings, nodeNames, bare });
    io.stdout.write(`Cluster "${name}" created with ${count} ${count === 1 ? 'node' : 'nodes'}.\n`);
    io.stdout.write(`Switch to it with: kubesim config use-context ${name}\n`);
  }
}
