import type { KubeObject } from '../api/object.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag } from '../kubectl/argv/flags.ts';
import { allFlag, dryRunFlag, fieldManagerFlag, printFlags, selectorFlag, validateFlag } from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { parseDryRun, type DryRun } from '../kubectl/dry-run.ts';
import { BareError, throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { changeTaints, parseTaints, type Taint } from '../kubectl/nodes/taints.ts';
import { printResult } from '../kubectl/printing.ts';
import { addressOf, fetchSelected, type ResourceInfo } from '../kubectl/resources/builder.ts';
import { select } from '../kubectl/selection.ts';
import { openSession, send, type Session } from '../kubectl/session.ts';
import { parseValidation } from '../kubectl/validation.ts';

export default class TaintNodes extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Update the taints on one or more nodes';
  static override description =
    'Put taints on nodes, or take them off (KEY-, KEY:EFFECT-).\n\n' +
    'A taint is KEY=VALUE:EFFECT. NoSchedule keeps new pods away that do not tolerate it, PreferNoSchedule does so where it can, NoExecute also evicts those that run there.';
  static override examples = [
    "# Keep node 'foo' for one user group\nkubectl taint nodes foo dedicated=special-user:NoSchedule",
    '# Take the taint of that key and effect off again\nkubectl taint nodes foo dedicated:NoSchedule-',
    "# Take all taints with the key 'dedicated' off\nkubectl taint nodes foo dedicated-",
    "# Taint all nodes with the label 'myLabel=X'\nkubectl taint node -l myLabel=X dedicated=foo:PreferNoSchedule",
  ];
  static override usage = 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N [options]';
  static override flags = {
    ...allFlag('Work on all nodes of the cluster.'),
    ...dryRunFlag,
    ...fieldManagerFlag('kubectl-taint'),
    overwrite: boolFlag({ description: 'If true, taints that are there may be overwritten; otherwise that is refused.' }),
    ...printFlags(),
    ...selectorFlag,
    ...validateFlag,
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof TaintNodes>): Promise<void> {
    const dryRun = parseDryRun(flags['dry-run'], io);
    const isSpec = (arg: string): boolean => arg.includes('=') || arg.includes(':') || arg.endsWith('-');
    const first = args.findIndex(isSpec);
    const resources = first < 0 ? args : args.slice(0, first);
    const specs = first < 0 ? [] : args.slice(first);
    const stray = specs.find((spec) => !isSpec(spec));
    if (stray !== undefined) throw new UserError(`all resources must be specified before taint changes: ${stray}`);
    if (resources.length < 1) throw new UserError('one or more resources must be specified as <resource> <name>');
    if (specs.length < 1) throw new UserError('at least one taint update is required');
    const { add, remove } = parseTaints(specs);
    const both = add.filter((taint) =>
      remove.some(({ key, effect }) => key === taint.key && (effect === undefined || effect === taint.effect)),
    );
    if (both.length > 0) {
      const names = both.map(({ key, effect }) => `${key}:${effect ?? ''}`).join(', ');
      throw new UserError(`can not both modify and remove the following taint(s) in the same command: ${names}`);
    }
    if (flags.all && flags.selector !== '') throw new UserError("setting 'all' parameter with a non-empty selector is prohibited");
    const type = resources[0] as string;
    const session = await openSession(await this.connect(flags), io);
    mustBeNodes(session, type);
    if (resources.length < 2 && flags.selector === '' && !flags.all)
      throw new UserError("at least one resource name must be specified since 'all' parameter is not set");
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const options = { args: flags.all ? [type] : resources, labelSelector: flags.selector, all: flags.all };
    for (const node of await fetchSelected(session.client, await select(session, options, failed), failed)) {
      try {
        await this.#taint(session, node, add, remove, flags, dryRun);
      } catch (error) {
        failed(error);
      }
    }
    throwAll(errors);
  }

  async #taint(
    session: Session,
    node: ResourceInfo,
    add: readonly Taint[],
    remove: readonly Taint[],
    flags: InputOf<typeof TaintNodes>['flags'],
    dryRun: DryRun,
  ): Promise<void> {
    const object = node.object as KubeObject;
    const present = (object['spec']?.taints ?? []) as Taint[];
    const { taints, operation } = changeTaints(node.name, present, add, remove, flags.overwrite);
    let result: KubeObject = { ...object, spec: { ...object['spec'], taints } };
    if (dryRun !== 'client') {
      const response = await send(session, {
        ...addressOf(node.resource),
        verb: 'patch',
        name: node.name,
        patchType: 'strategic',
        body: { spec: { taints: taints.length > 0 ? taints : null } },
        dryRun: dryRun === 'server',
        fieldManager: flags['field-manager'],
        fieldValidation: parseValidation(flags.validate),
      });
      result = response.body;
    }
    // kubectl's taint is the one verb that does not say when it was a dry run.
    await printResult(session.io, flags, result, operation, 'none');
  }
}

function mustBeNodes({ mapper }: Session, type: string): void {
  let resource: string;
  try {
    resource = mapper.forArgument(type).name;
  } catch (error) {
    throw error instanceof UserError ? new BareError(error.message) : error;
  }
  if (resource !== 'nodes') throw new UserError(`invalid resource type ${type}, only node types are supported`);
}
