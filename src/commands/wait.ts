import type { KubeObject } from '../api/object.ts';
import { hasReason } from '../api/status.ts';
import { UserError } from '../api/user-error.ts';
import { durationFlag, stringFlag } from '../kubectl/argv/flags.ts';
import {
  allFlag,
  allNamespacesFlag,
  fieldSelectorFlag,
  filenameFlags,
  localFlag,
  printFlags,
  selectorFlag,
} from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { BareError, throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { printResult } from '../kubectl/printing.ts';
import { fetchSelected, type ResourceInfo, type Selected } from '../kubectl/resources/builder.ts';
import { hasFiles, readFiles, select } from '../kubectl/selection.ts';
import { openSession, type Session } from '../kubectl/session.ts';
import { isMet, parseWaitCondition, type WaitCondition } from '../kubectl/wait/condition.ts';
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
    "# The opposite value of a condition; the default is true\nkubectl wait --for=condition=Ready=false pod/busybox1",
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
    ...filenameFlags('naming the objects to wait for.'),
    ...localFlag,
    ...printFlags(),
    ...selectorFlag,
    for: stringFlag({
      description: "What to wait for: create, delete, condition=NAME[=VALUE], jsonpath='{PATH}'[=VALUE]. A condition's value is true if not given.",
    }),
    timeout: durationFlag({ default: 30_000, description: 'How long to wait before giving up. 0 looks once, a negative value waits for a week.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Wait>): Promise<void> {
    const condition = parseWaitCondition(flags.for);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    if (flags.local) {
      await this.#local(io, flags, condition, failed);
      throwAll(errors);
      return;
    }
    const session = await openSession(await this.connect(flags), io);
    const deadline = session.client.clock.now() + (flags.timeout < 0 ? WEEK : flags.timeout);
    const options = {
      args,
      files: flags,
      all: flags.all,
      allNamespaces: flags['all-namespaces'],
      labelSelector: flags.selector,
      fieldSelector: flags['field-selector'],
    };
    const selected = await select(session, options, failed);
    const infos = await this.#found(session, selected, condition, deadline, failed);
    if (infos.length === 0 && errors.length === 0 && condition.kind !== 'delete') throw new UserError('no matching resources found');
    const timeouts: unknown[] = [];
    for (const info of infos) {
      try {
        const object = await waitFor(session, info, condition, deadline);
        await printResult(io, flags, typed(info, object), 'condition met', 'none');
      } catch (error) {
        timeouts.push(error);
      }
    }
    // One failure is told as an error; several are told line by line as they are.
    const bare = timeouts.length > 1 ? timeouts.map((error) => (error instanceof UserError ? new BareError(error.message) : error)) : timeouts;
    throwAll([...errors, ...bare]);
  }

  /** The objects to wait for. Those waited for to be gone may be gone already; those to be created need not be there. */
  async #found(session: Session, selected: Selected, { kind }: WaitCondition, deadline: number, failed: (error: unknown) => void): Promise<ResourceInfo[]> {
    if (kind === 'create' && selected.kind === 'infos') return [...selected.infos];
    const look = (): Promise<ResourceInfo[]> =>
      fetchSelected(session.client, selected, (error) => {
        if (kind !== 'delete' || !hasReason(error, 'NotFound')) failed(error);
      });
    const infos = await look();
    if (kind !== 'create' || infos.length > 0 || selected.kind !== 'lists') return infos;
    return this.#appeared(session, selected.lists, deadline);
  }

  /** With a selector, the first objects that match. */
  async #appeared(session: Session, lists: Extract<Selected, { kind: 'lists' }>['lists'], deadline: number): Promise<ResourceInfo[]> {
    const [first] = lists;
    if (!first) return [];
    const { resource, ...selectors } = first;
    const request = { group: resource.group, version: resource.version, resource: resource.name, ...selectors };
    for await (const { type, object } of session.client.watch(request, { deadline })) {
      if (type === 'DELETED') continue;
      return [{ resource, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '', object }];
    }
    throw new UserError(`timed out waiting for the condition on ${resource.name}`);
  }

  async #local(io: Io, flags: InputOf<typeof Wait>['flags'], condition: WaitCondition, failed: (error: unknown) => void): Promise<void> {
    if (!hasFiles(flags)) throw new UserError('can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set');
    for (const { object } of await readFiles({ io }, flags, failed)) {
      const local = object as KubeObject;
      if (isMet(condition, local)) await printResult(io, flags, local, 'condition met', 'none');
      else failed(new UserError(`timed out waiting for the condition on ${(local.kind ?? '').toLowerCase()}/${local.metadata.name ?? ''}`));
    }
  }
}

function typed({ resource }: ResourceInfo, object: KubeObject): KubeObject {
  const apiVersion = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
  return { ...object, apiVersion: object.apiVersion ?? apiVersion, kind: object.kind ?? resource.kind };
}
