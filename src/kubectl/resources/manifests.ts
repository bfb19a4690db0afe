import { UserError } from '../../api/user-error.ts';
import { readDocuments } from '../yaml/read.ts';
import { decodeManifest, type ManifestDocument, type RawManifest } from './decode-manifest.ts';
import { decodeText, readText, type Files } from './files.ts';
import { STDIN, expandPaths } from './paths.ts';

export type { ManifestDocument, RawManifest } from './decode-manifest.ts';

export interface ManifestOptions {
  filenames: readonly string[];
  recursive?: boolean;
  /** What -k has built of a folder: YAML, which is told by the folder's name. */
  kustomization?: { folder: string; text: string };
  /** Looks at a document before it is decoded and throws if it must not go on; the rest of its file is then left out. */
  validate?(raw: RawManifest): void | Promise<void>;
}

/**
 * The objects of -f in their order, and what could not be read. kubectl works on the objects first and tells the errors afterwards.
 * Throws when a path is not there: then nothing is read at all.
 */
export async function loadManifests(files: Files, options: ManifestOptions): Promise<{ documents: ManifestDocument[]; errors: unknown[] }> {
  const documents: ManifestDocument[] = [];
  const errors: unknown[] = [];
  const { kustomization } = options;
  const paths = kustomization === undefined ? await expandPaths(files, options.filenames, options.recursive) : [kustomization.folder];
  for (const path of paths) {
    try {
      for await (const raw of kustomization === undefined ? readSource(files, path) : readTextSource(path, kustomization.text)) {
        await options.validate?.(raw);
        try {
          documents.push(...decodeManifest(raw));
        } catch (error) {
          errors.push(error);
        }
      }
    } catch (error) {
      errors.push(error);
    }
  }
  return { documents, errors };
}

async function* readSource(files: Files, path: string): AsyncGenerator<RawManifest> {
  const source = path === STDIN ? 'STDIN' : path;
  const text = path === STDIN ? decodeText(await files.stdin()) : await readText(files, path);
  yield* readTextSource(source, text);
}

async function* readTextSource(source: string, text: string): AsyncGenerator<RawManifest> {
  try {
    for await (const document of readDocuments(text)) yield { source, ...document };
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`error parsing ${source}: ${error.message}`);
    throw error;
  }
}
