/** How the overview groups the commands, in kubectl's order; a command that is not here comes last, by name. */
export const commandGroups: readonly { title: string; names: readonly string[] }[] = [
  { title: 'Basic Commands (Beginner):', names: ['create', 'expose', 'run', 'set'] },
  { title: 'Basic Commands (Intermediate):', names: ['explain', 'get', 'edit', 'delete'] },
  { title: 'Deploy Commands:', names: ['rollout', 'scale', 'autoscale'] },
  { title: 'Cluster Management Commands:', names: ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint'] },
  {
    title: 'Troubleshooting and Debugging Commands:',
    names: ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events'],
  },
  { title: 'Advanced Commands:', names: ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize'] },
  { title: 'Settings Commands:', names: ['label', 'annotate', 'completion'] },
  { title: 'Simulator Commands:', names: ['cluster', 'sim', 'serve', 'shell'] },
];

const OTHER_COMMANDS = 'Other Commands:';

/** The groups that have commands among `names`, and those commands. */
export function grouped(names: readonly string[]): { title: string; names: string[] }[] {
  const known = new Set(commandGroups.flatMap((group) => group.names));
  const others = names.filter((name) => !known.has(name));
  return [
    ...commandGroups.map(({ title, names: all }) => ({ title, names: all.filter((name) => names.includes(name)) })),
    { title: OTHER_COMMANDS, names: others },
  ].filter((group) => group.names.length > 0);
}

export function rootCommandNames(names: readonly string[]): string[] {
  return grouped(names).flatMap((group) => group.names);
}
