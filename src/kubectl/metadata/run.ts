import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import type { FlagValues } from '../argv/flags.ts';
import { parseDryRun, type DryRun } from '../dry-run.ts';
import { throwAll } from '../errors.ts';
import type { Io } from '../io.ts';
import { printResult } from '../printing.ts';
import { fetchSelected, type ResourceInfo } from '../resources/builder.ts';
import type { Connection } from '../runtime.ts';
import { hasFiles, readFiles, select } from '../selection.ts';
import { openSession, type Session } from '../session.ts';
import { changed, patchMetadata, type AppliedChange, type MetadataField } from './change.ts';
import type { metadataFlags } from './flags.ts';
import { parsePairs, type MetadataChange } from './pairs.ts';

type Flags = FlagValues<ReturnType<typeof metadataFlags>>;

/** Where `label` and `annotate` differ. */
export interface MetadataVerb {
  field: MetadataField;
  /** `label` or `annotation`, for messages. */
  noun: 'label' | 'annotation';
  /** Refuses what the client itself refuses. */
  checkPair(key: string, value: string): void;
  checkContradictions(change: MetadataChange): void;
  /** Refuses to change values that are there unless --overwrite. */
  checkOverwrites(present: Readonly<Record<string, string>>, change: MetadataChange): void;
  /** `labeled`, `not labeled`, …; undefined: nothing is sent and nothing said but that. */
  outcome(change: AppliedChange, overwrite: boolean): string;
  /** Is a change that changes nothing sent all the same? */
  sendsUnchanged: boolean;
  /** Several objects as YAML are set apart by dashes. */
  printsApart: boolean;
  /** Keys to remove that are not there. */
  tellMissing?(key: string): string;
}

export async function runMetadataVerb(
  verb: MetadataVerb,
  io: Io,
  args: readonly string[],
  flags: Flags,
  connect: () => Promise<Connection>,
  cause?: string,
): Promise<void> {
  const change = parsePairs(args, verb.noun, verb.checkPair);
  const dryRun = parseDryRun(flags['dry-run'], io);
  validate(verb, change, flags);
  const errors: unknown[] = [];
  const failed = (error: unknown): void => void errors.push(error);
  if (flags.local) {
    const documents = await readFiles({ io }, flags, failed);
    for (const { object } of documents) {
      const one = { ...object, metadata: object['metadata'] ?? {} } as KubeObject;
      try {
        if (!flags.overwrite) verb.checkOverwrites(one.metadata[verb.field] ?? {}, change);
        const applied = changed(one, verb.field, change.set, change.remove);
        if (flags.list) listPairs(io, applied.after.metadata[verb.field]);
        else await printResult(io, verb.printsApart ? flags : { ...flags }, applied.after, verb.outcome(applied, flags.overwrite), dryRun);
      } catch (error) {
        failed(error);
      }
    }
    throwAll(errors);
    return;
  }
  const session = await openSession(await connect(), io);
  const options = {
    args: change.resources,
    files: flags,
    allNamespaces: flags['all-namespaces'],
    labelSelector: flags.selector,
    fieldSelector: flags['field-selector'],
    emptyMeansAll: flags.all,
    missing: 'one or more resources must be specified as <resource> <name> or <resource>/<name>',
  };
  const infos = await fetchSelected(session.client, await select(session, options, failed), failed);
  if (flags['resource-version'] !== '' && infos.length > 1)
    throw new UserError('--resource-version may only be used with a single resource');
  for (const info of infos) {
    try {
      if (flags.list) list(io, listed(verb, info, change, flags), verb.field, infos.length === 1 && errors.length === 0);
      else await changeOne(verb, session, info, change, flags, { dryRun, cause });
    } catch (error) {
      failed(error);
    }
  }
  throwAll(errors);
}

function validate(verb: MetadataVerb, change: MetadataChange, flags: Flags): void {
  if (flags.all && flags.selector !== '') throw new UserError('cannot set --all and --selector at the same time');
  if (flags.all && flags['field-selector'] !== '') throw new UserError('cannot set --all and --field-selector at the same time');
  if (flags.local && !hasFiles(flags)) {
    throw new UserError('can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set');
  }
  if (flags.local && flags['dry-run'] === 'server')
    throw new UserError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (change.resources.length > 0 && flags.local) {
    throw new UserError('can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set');
  }
  if (change.resources.length === 0 && !hasFiles(flags)) {
    throw new UserError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  if (!flags.list && Object.keys(change.set).length === 0 && change.remove.length === 0) {
    throw new UserError(`at least one ${verb.noun} update is required`);
  }
  verb.checkContradictions(change);
}

async function changeOne(
  verb: MetadataVerb,
  session: Session,
  info: ResourceInfo,
  change: MetadataChange,
  flags: Flags,
  { dryRun, cause }: { dryRun: DryRun; cause: string | undefined },
): Promise<void> {
  const object = info.object as KubeObject;
  if (!flags.overwrite) verb.checkOverwrites(object.metadata[verb.field] ?? {}, change);
  const applied = changed(object, verb.field, change.set, change.remove);
  if (verb.tellMissing && dryRun !== 'client') for (const key of applied.missing) session.io.stdout.write(`${verb.tellMissing(key)}\n`);
  const outcome = verb.outcome(applied, flags.overwrite);
  const same = JSON.stringify(applied.before.metadata[verb.field] ?? {}) === JSON.stringify(applied.after.metadata[verb.field] ?? {});
  let result = applied.after;
  if (dryRun !== 'client' && (!same || verb.sendsUnchanged || flags['resource-version'] !== '')) {
    const options = { resourceVersion: flags['resource-version'], dryRun, fieldManager: flags['field-manager'], cause };
    result = await patchMetadata(session, info, verb.field, change.set, change.remove, options);
  }
  await printResult(session.io, verb.printsApart ? flags : { ...flags }, result, outcome, dryRun);
}

/** With --list, changes are shown and not sent. */
function listed(verb: MetadataVerb, info: ResourceInfo, change: MetadataChange, flags: Flags): ResourceInfo {
  const object = info.object as KubeObject;
  if (!flags.overwrite) verb.checkOverwrites(object.metadata[verb.field] ?? {}, change);
  return { ...info, object: changed(object, verb.field, change.set, change.remove).after };
}

function list(io: Io, { object, resource, name }: ResourceInfo, field: MetadataField, alone: boolean): void {
  const indent = alone ? '' : ' ';
  if (!alone) io.stdout.write(`Listing ${field} for ${resource.kind}.${resource.group}/${name}:\n`);
  listPairs(io, object?.metadata[field], indent);
}

function listPairs(io: Io, pairs: Readonly<Record<string, string>> | undefined, indent = ''): void {
  for (const [key, value] of Object.entries(pairs ?? {})) io.stdout.write(`${indent}${key}=${value}\n`);
}
