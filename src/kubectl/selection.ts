import type { JsonObject } from '../api/json.ts';
import type { KubeObject } from '../api/object.ts';
import { UserError } from '../api/user-error.ts';
import { BareError } from './errors.ts';
import type { Io } from './io.ts';
import { parseResourceArguments } from './resources/arguments.ts';
import { NoMatchError, selectResources, type Selected, type SelectionOptions } from './resources/builder.ts';
import { filesOf } from './resources/files.ts';
import { loadManifests, type ManifestDocument, type RawManifest } from './resources/manifests.ts';
import { attempt, typedObject } from './resources/typed.ts';
import type { Session } from './session.ts';

/** The values of filenameFlags. */
export interface FileFlags {
  filename: readonly string[];
  kustomize: string;
  recursive: boolean;
}

export function hasFiles({ filename, kustomize }: FileFlags): boolean {
  return filename.length > 0 || kustomize !== '';
}

/** The objects of -f or -k. What could not be read is handed to `failed`, the rest goes on. */
export async function readFiles(
  session: Pick<Session, 'io'>,
  flags: FileFlags,
  failed: (error: unknown) => void,
  validate?: (raw: RawManifest) => void,
): Promise<ManifestDocument[]> {
  if (flags.kustomize !== '' && flags.filename.length > 0) throw new UserError('only one of -f or -k can be specified');
  const { documents, errors } = await loadManifests(filesOf(session.io), {
    filenames: flags.filename,
    recursive: flags.recursive,
    ...(flags.kustomize !== '' && {
      kustomization: { folder: flags.kustomize, text: await kustomizationText(session.io, flags.kustomize) },
    }),
    ...(validate ? { validate } : {}),
  });
  errors.forEach(failed);
  return documents;
}

/** Before anything is built. */
function refuseNames(args: readonly string[]): void {
  const { types, pairs } = parseResourceArguments(args);
  if (pairs.length > 0) throw new UserError('resource/name arguments cannot be provided when a path is specified');
  if (types.length > 0)
    throw new UserError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
}

async function kustomizationText(io: Io, folder: string): Promise<string> {
  const { printKustomization } = await import('./kustomize/print.ts');
  return printKustomization(folder, { cwd: io.cwd, warn: (text) => io.stderr.write(`${text}\n`) });
}

export type SelectOptions = Omit<SelectionOptions, 'mapper' | 'namespace' | 'enforceNamespace' | 'documents' | 'warn' | 'failed'> & {
  files?: FileFlags;
  /** Looks at every manifest before it is decoded, as `--validate` wants. */
  validate?: ((raw: RawManifest) => void) | undefined;
  /** What cannot be read out of files, or is of a kind that nobody knows, is told without `error: `. */
  bareFileErrors?: boolean;
  /** Files may hold objects of built-in kinds only: the command knows these types itself. */
  builtInOnly?: boolean;
};

/** What a command line names, with -f read. */
export async function select(session: Session, options: SelectOptions, failed: (error: unknown) => void): Promise<Selected> {
  const { files, bareFileErrors, builtInOnly, validate, ...rest } = options;
  if (files?.kustomize) refuseNames(options.args);
  const fromFiles = files !== undefined && hasFiles(files);
  const bare = (error: unknown): unknown =>
    fromFiles && bareFileErrors && error instanceof UserError ? new BareError(error.message) : error;
  const note = (error: unknown): void => failed(bare(error));
  const read = fromFiles
    ? await readFiles(session, files, note, validate).catch((error) => {
        throw files.kustomize === '' ? error : bare(error);
      })
    : undefined;
  const documents = builtInOnly
    ? read?.flatMap((document) => attempt(() => ({ ...document, object: typedObject(document) as JsonObject & KubeObject }), note))
    : read;
  return selectResources({
    ...rest,
    ...(documents ? { documents } : {}),
    mapper: session.mapper,
    namespace: session.namespace,
    enforceNamespace: session.enforceNamespace,
    warn: session.warn,
    failed: (error) => failed(error instanceof NoMatchError ? bare(error) : error),
  });
}
