import type { Container, Pod } from '../../api/types.ts';

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** All containers of a pod: those of its initialization first, then its own, then the ephemeral ones. */
export function allContainers({ spec }: Pod): Container[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? []), ...((spec?.ephemeralContainers ?? []) as Container[])];
}

/** `web, debugger (ephem), check (init)` */
export function containerNames({ spec }: Pod): string {
  const names = [
    ...(spec?.containers ?? []).map(({ name }) => name),
    ...(spec?.ephemeralContainers ?? []).map(({ name }) => `${name} (ephem)`),
    ...(spec?.initContainers ?? []).map(({ name }) => `${name} (init)`),
  ];
  return names.join(', ');
}

/** The container that is meant when none is named: the one that an annotation names, or the first; `say` hears which when there was a choice. */
export function defaultContainer(pod: Pod, say: (text: string) => void): string {
  const { metadata, spec } = pod;
  const named = metadata.annotations?.[DEFAULT_CONTAINER];
  if (named) {
    if (allContainers(pod).some(({ name }) => name === named)) return named;
    say(`Default container name "${named}" not found in pod ${metadata.name ?? ''}\n`);
  }
  const first = spec?.containers[0]?.name ?? '';
  if (allContainers(pod).length > 1) say(`Defaulted container "${first}" out of: ${containerNames(pod)}\n`);
  return first;
}
