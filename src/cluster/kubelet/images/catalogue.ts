import { fnv1a } from '../../../api/fnv.ts';
import { parseDuration } from '../../../api/time.ts';
import { parseQuantity, toInteger } from '../../../api/quantity.ts';
import type { ImageUser } from '../status/container-status.ts';
import { parseReference, repositoryOf } from './reference.ts';
import { knowsTag } from './tags.ts';

/** A file of manifests/images, as its README describes it. */
export interface ImageFile {
  images?: readonly string[];
  tags?: readonly (string | number)[];
  variants?: readonly string[];
  size?: string;
  pull?: string;
  user?: { uid?: number; gid?: number; name?: string; groups?: readonly number[] };
  base?: 'busybox' | 'debian' | 'none';
  programs?: readonly string[];
  entrypoint?: readonly string[];
  command?: readonly string[];
  wrapper?: boolean;
  serves?: readonly { port: number; paths?: Readonly<Record<string, number | string>>; after?: string }[];
  requires?: { anyOf: readonly string[]; log?: string; code?: number };
  needs?: readonly ImageNeed[];
  exits?: { after?: string; code?: number };
  stops?: string;
  stopCode?: number;
  logs?: readonly (string | { after: string; line: string; stream?: 'stderr' })[];
}

/** What the image's process cannot start without; only looked at for the user that it names. */
export interface ImageNeed {
  user?: 'root' | 'other';
  /** Folders, names of the same one, of which one has to be writable. */
  write?: readonly string[];
  capability?: string;
  log: string;
  code?: number;
}

/** What is known of an image. */
export interface ImageEntry {
  readonly file: ImageFile;
  readonly size: number;
  readonly pullTime: number;
  readonly user: ImageUser;
  /** The user as the image names it, when that is no number. */
  readonly userName: string | undefined;
}

const DEFAULT_SIZE = '50Mi';
const DEFAULT_PULL = '800ms';

/** Looks images up in the catalogue's files; later files win over earlier ones. */
export class ImageCatalogue {
  readonly #files: () => readonly unknown[];
  #entries: Map<string, ImageEntry> | undefined;

  constructor(files: () => readonly unknown[]) {
    this.#files = files;
  }

  /** Undefined for images that the catalogue has never heard of. */
  find(image: string): ImageEntry | undefined {
    const reference = parseReference(image);
    return 'error' in reference ? undefined : this.#read().get(repositoryOf(reference));
  }

  /** Can a registry deliver it? Only known images have tags that do not exist. */
  exists(image: string): boolean {
    const reference = parseReference(image);
    if ('error' in reference) return false;
    const { tag = 'latest', digest } = reference;
    if (tag === 'broken' || image.includes('doesnotexist')) return false;
    const entry = this.find(image);
    if (!entry || digest !== undefined) return true;
    return knowsTag((entry.file.tags ?? ['latest']).map(String), entry.file.variants ?? [], tag);
  }

  #read(): Map<string, ImageEntry> {
    if (this.#entries) return this.#entries;
    this.#entries = new Map();
    for (const file of this.#files() as readonly ImageFile[]) {
      const entry = entryOf(file);
      for (const name of file.images ?? []) {
        const reference = parseReference(name);
        if (!('error' in reference)) this.#entries.set(repositoryOf(reference), entry);
      }
    }
    return this.#entries;
  }
}

const catalogues = new WeakMap<readonly unknown[], ImageCatalogue>();

/** The catalogue of these files, read once. */
export function catalogueOf(files: readonly unknown[]): ImageCatalogue {
  let catalogue = catalogues.get(files);
  if (!catalogue) catalogues.set(files, (catalogue = new ImageCatalogue(() => files)));
  return catalogue;
}

function entryOf(file: ImageFile): ImageEntry {
  const { uid = 0, gid = 0, groups = [], name } = file.user ?? {};
  return {
    file,
    size: toInteger(parseQuantity(file.size ?? DEFAULT_SIZE)),
    pullTime: parseDuration(file.pull ?? DEFAULT_PULL),
    user: { uid, gid, groups },
    userName: name,
  };
}

/** A digest that is always the same for the same name: 64 hexadecimal digits. */
export function digestOf(reference: string): string {
  let text = '';
  for (let part = 0; part < 8; part++) text += hash(`${part} ${reference}`).toString(16).padStart(8, '0');
  return text;
}

function hash(text: string): number {
  let value = fnv1a(text);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
