import { UserError } from '../../api/user-error.ts';
import { stringFlag } from '../../kubectl/argv/flags.ts';
import {
  allFlag,
  deepFilenameFlags,
  dryRunFlag,
  fieldManagerFlag,
  localFlag,
  printFlags,
  recordFlag,
} from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { LOCAL_RESOURCE } from '../../kubectl/resources/arguments.ts';
import { changeTargets } from '../../kubectl/set/change.ts';
import { setCommand } from '../../kubectl/set/command.ts';
import { parseServiceSelector, withSelector } from '../../kubectl/set/selector.ts';
import { setTargets, type SetTarget } from '../../kubectl/set/targets.ts';

export default class SetSelector extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Set the selector on a resource';
  static override description =
    'Set which pods a service selects. The new selector takes the place of the whole old one.\n\n' +
    'With --resource-version the service is only changed when that is its resource version.';
  static override examples = [
    "# The service 'web' selects the pods of the deployment 'blue'\nkubectl set selector service web app=blue",
    "# A service on its way from a generator to the server\nkubectl create service clusterip web --clusterip=None -o yaml --dry-run=client | kubectl set selector --local -f - 'tier=front' -o yaml | kubectl create -f -",
  ];
  static override usage = 'set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]';
  static override flags = {
    ...allFlag('Work on all objects of the given types in the namespace.'),
    ...dryRunFlag,
    ...fieldManagerFlag('kubectl-set'),
    ...deepFilenameFlags('naming the services.'),
    ...localFlag,
    ...printFlags(),
    ...recordFlag,
    'resource-version': stringFlag({ description: 'Change the service only if this is its resource version.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof SetSelector>): Promise<void> {
    const command = await setCommand(io, flags, () => this.connect(flags), this.recorded(flags));
    const expression = args.at(-1);
    if (expression === undefined) throw new UserError('one selector is required');
    const selector = parseServiceSelector(expression);
    const resources = args.slice(0, -1);
    if (flags.local && resources.length > 0) throw new UserError(LOCAL_RESOURCE);
    const { targets, errors } = await setTargets(command, resources);
    const resourceVersion = flags['resource-version'];
    await changeTargets(
      command,
      resourceVersion === '' ? targets : targets.map(withoutVersion),
      {
        done: 'selector updated',
        failure: '',
        change: ({ object }) => {
          const changed = withSelector(object, selector);
          return resourceVersion === '' ? changed : { ...changed, metadata: { ...changed.metadata, resourceVersion } };
        },
        sendsUnchanged: true,
        namesNothing: true,
      },
      (error) => errors.push(error),
    );
    throwAll(errors);
  }
}

/** Taken out of what the patch is made against, so that it is always part of the patch. */
function withoutVersion(target: SetTarget): SetTarget {
  const { resourceVersion: _version, ...metadata } = target.object.metadata;
  return { ...target, object: { ...target.object, metadata } };
}
