import { formatDuration } from '../../api/time.ts';
import type { Container, Pod } from '../../api/types.ts';
import type { ActorContext } from '../sim/actor.ts';
import { tell } from './events.ts';
import { digestOf, type ImageCatalogue } from './images/catalogue.ts';
import { fullReference } from './images/reference.ts';
import { imageThereAt, noteImage } from './node-record.ts';
import { pullErrorOf } from './quick.ts';
import { between } from './timing.ts';

/** What is left to do for a pod that waited for another one's pull. */
const MANIFEST = 50;
const UNKNOWN_PULL = 800;
const UNKNOWN_SIZE = 50_000_000;

/** The images of one node. */
export class ImagePulls {
  readonly #pod: Pod;
  readonly #node: string;
  readonly #catalogue: ImageCatalogue;
  readonly #context: ActorContext;

  constructor(pod: Pod, node: string, catalogue: ImageCatalogue, context: ActorContext) {
    this.#pod = pod;
    this.#node = node;
    this.#catalogue = catalogue;
    this.#context = context;
  }

  /** `present`, `never` (may not be pulled), or how long the pull that now begins takes (ms). */
  begin(container: Container): 'present' | 'never' | number {
    const image = container.image ?? '';
    const { random, now } = this.#context;
    const thereAt = imageThereAt(this.#node, fullReference(image), this.#context);
    const present = thereAt !== undefined && thereAt <= now();
    if (container.imagePullPolicy === 'Never' && !present) return 'never';
    if (present && container.imagePullPolicy !== 'Always') {
      const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
      tell(this.#context, this.#pod, { reason: 'Pulled', message, container: container.name });
      return 'present';
    }
    tell(this.#context, this.#pod, { reason: 'Pulling', message: `Pulling image "${image}"`, container: container.name });
    if (!this.#catalogue.exists(image)) return between(random, 500, 1_200);
    // Nothing but the manifest has to be fetched again.
    if (present) return between(random, 250, 500);
    if (thereAt !== undefined) return thereAt - now() + MANIFEST;
    const usual = this.#catalogue.find(image)?.pullTime ?? UNKNOWN_PULL;
    const took = between(random, usual * 0.85, usual * 1.15);
    noteImage(this.#node, fullReference(image), now() + took, this.#context);
    return took;
  }

  /** The registry's answer: undefined, or why it has no such image. */
  end(container: Container, { startedAt, took }: { startedAt: number; took: number }): string | undefined {
    const image = container.image ?? '';
    if (!this.#catalogue.exists(image)) return pullErrorOf(image);
    const size = this.#catalogue.find(image)?.size ?? UNKNOWN_SIZE + (Number.parseInt(digestOf(image).slice(0, 6), 16) % UNKNOWN_SIZE);
    const duration = formatDuration(took);
    const waited = formatDuration(this.#context.now() - startedAt);
    const message = `Successfully pulled image "${image}" in ${duration} (${waited} including waiting). Image size: ${size} bytes.`;
    tell(this.#context, this.#pod, { reason: 'Pulled', message, container: container.name });
    return undefined;
  }
}
