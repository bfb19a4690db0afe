import type { KubeObject } from '../api/object.ts';
import { hasReason } from '../api/status.ts';
import { UserError } from '../api/user-error.ts';
import { arrayFlag, durationFlag } from '../kubectl/argv/flags.ts';
import {
  allFlag,
  allNamespacesFlag,
  deepFilenameFlags,
  fieldSelectorFlag,
  localFlag,
  printFlags,
  selectorFlag,
} from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { printResult } from '../kubectl/printing.ts';
import { LOCAL_RESOURCE, MISSING_RESOURCE } from '../kubectl/resources/arguments.ts';
import { fetchSelected, type ResourceInfo, type Selected } from '../kubectl/resources/builder.ts';
import { hasFiles, readFiles, select, type FileFlags } from '../kubectl/selection.ts';
import { openSession, type Session } from '../kubectl/session.ts';
import { isMet, parseWaitConditions, type WaitCondition } from '../kubectl/wait/condition.ts';
import { waitFor } from '../kubectl/wait/wait-for.ts';

/** A negative timeout waits for a week. */
const WEEK = 7 * 24 * 3_600_000;

export default class Wait extends KubectlCommand {
  static override summary = 'Wait for a specific condition on one or many resources';
  static override description =
    'Wait until objects fulfil a condition: one of their status conditions, a value in them, their creation or their deletion.\n\n' +
    'The command ends with status 1 when the time is over first.';
  static override examples = [
    "# Wait until pod 'busybox1' is ready\nkubectl wait --for=condition=Ready pod/busybox1",
    '# The opposite value of a condition; the default is true\nkubectl wait --for=condition=Ready=false pod/busybox1',
    "# Wait until pod 'busybox1' runs\nkubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1",
    "# Wait a minute at the most until pod 'busybox1' is gone\nkubectl wait --for=delete pod/busybox1 --timeout=60s",
    "# Wait until the secret 'web' is there\nkubectl wait --for=create secret/web --timeout=30s",
  ];
  static override usage =
    "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]] [options]";
  static override flags = {
    ...allFlag('Wait for all objects of the given types in the namespace.'),
    ...allNamespacesFlag,
    ...fieldSelectorFlag,
    ...deepFilenameFlags('naming the objects to wait for.'),
    ...localFlag,
    ...printFlags(),
    ...selectorFlag,
    for: arrayFlag({
      description:
        "What to wait for: create, delete, condition=NAME[=VALUE], jsonpath='{PATH}'[=VALUE]. A condition's value is true if not given. Several are waited for one after the other, create first.",
    }),
    timeout: durationFlag({
      default: 30_000,
      description: 'How long to wait before giving up. 0 looks once, a negative value waits for a week.',
    }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Wait>): Promise<void> {
    const conditions = parseWaitConditions(flags.for);
    const files = { ...flags, kustomize: '' };
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    if (flags.local) {
      if (args.length > 0) throw new UserError(LOCAL_RESOURCE);
      await this.#local(io, files, conditions, failed);
      throwAll(errors);
      return;
    }
    const session = await openSession(await this.connect(flags), io);
    const deadline = flags.timeout === 0 ? undefined : session.client.clock.now() + (flags.timeout < 0 ? WEEK : flags.timeout);
    const options = {
      args,
      files,
      emptyMeansAll: flags.all,
      allNamespaces: flags['all-namespaces'],
      labelSelector: flags.selector,
      fieldSelector: flags['field-selector'],
    };
    const selected = await select(session, options, failed);
    const infos = await this.#found(session, selected, conditions, deadline, failed);
    if (infos.length === 0 && errors.length === 0 && !awaits(conditions, 'delete')) throw new UserError('no matching resources found');
    if (awaits(conditions, 'create')) await this.#created(session, infos, deadline);
    for (const info of infos) {
      try {
        for (const condition of conditions) {
          const object = await waitFor(session, info, condition, deadline);
          await printResult(io, flags, typed(info, object), 'condition met', 'none');
        }
      } catch (error) {
        failed(error);
      }
    }
    throwAll(errors);
  }

  /** The objects to wait for. Those waited for to be gone may be gone already; those to be created need not be there. */
  async #found(
    session: Session,
    selected: Selected,
    conditions: readonly WaitCondition[],
    deadline: number | undefined,
    failed: (error: unknown) => void,
  ): Promise<ResourceInfo[]> {
    if (awaits(conditions, 'create') && selected.kind === 'infos') return [...selected.infos];
    const look = (): Promise<ResourceInfo[]> =>
      fetchSelected(session.client, selected, (error) => {
        if (!awaits(conditions, 'delete') || !hasReason(error, 'NotFound')) failed(error);
      });
    const infos = await look();
    if (!awaits(conditions, 'create') || infos.length > 0 || selected.kind !== 'lists') return infos;
    return this.#appeared(session, selected.lists, deadline);
  }

  /** All of them must be there before anything is said of any. */
  async #created(session: Session, infos: readonly ResourceInfo[], deadline: number | undefined | undefined): Promise<void> {
    try {
      for (const info of infos) await waitFor(session, info, { kind: 'create' }, deadline);
    } catch (error) {
      throw error instanceof UserError ? new UserError('timed out waiting for the condition') : error;
    }
  }

  /** With a selector, the first objects that match. */
  async #appeared(
    session: Session,
    lists: Extract<Selected, { kind: 'lists' }>['lists'],
    deadline: number | undefined,
  ): Promise<ResourceInfo[]> {
    const [first] = lists;
    if (!first) return [];
    const { resource, ...selectors } = first;
    const request = { group: resource.group, version: resource.version, resource: resource.name, ...selectors };
    for await (const { type, object } of session.client.watch(request, { deadline: deadline ?? session.client.clock.now() })) {
      if (type === 'DELETED') continue;
      return [{ resource, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '', object }];
    }
    throw new UserError('timed out waiting for the condition');
  }

  async #local(
    io: Io,
    flags: InputOf<typeof Wait>['flags'] & FileFlags,
    conditions: readonly WaitCondition[],
    failed: (error: unknown) => void,
  ): Promise<void> {
    if (!hasFiles(flags)) throw new UserError(MISSING_RESOURCE);
    for (const { object } of await readFiles({ io }, flags, failed)) {
      const local = object as KubeObject;
      const unmet = conditions.findIndex((condition) => !isMet(condition, local));
      for (const _met of unmet < 0 ? conditions : conditions.slice(0, unmet)) await printResult(io, flags, local, 'condition met', 'none');
      if (unmet >= 0)
        failed(new UserError(`timed out waiting for the condition on ${(local.kind ?? '').toLowerCase()}/${local.metadata.name ?? ''}`));
    }
  }
}

function awaits(conditions: readonly WaitCondition[], kind: WaitCondition['kind']): boolean {
  return conditions.some((condition) => condition.kind === kind);
}

function typed({ resource }: ResourceInfo, object: KubeObject): KubeObject {
  const apiVersion = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
  return { ...object, apiVersion: object.apiVersion ?? apiVersion, kind: object.kind ?? resource.kind };
}
