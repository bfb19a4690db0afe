import { lastApplied } from '../../api/patch/last-applied.ts';
import { UserError } from '../../api/user-error.ts';
import { stringFlag } from '../../kubectl/argv/flags.ts';
import { allFlag, filenameFlags, selectorFlag } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { fetchSelected } from '../../kubectl/resources/builder.ts';
import { select } from '../../kubectl/selection.ts';
import { openSession } from '../../kubectl/session.ts';
import { toYaml } from '../../kubectl/yaml/write.ts';

export default class ViewLastApplied extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'View the latest last-applied-configuration annotations of a resource/object';
  static override description = 'Print what was applied last to objects, as their annotation keeps it.';
  static override examples = [
    '# As YAML\nkubectl apply view-last-applied deployment/nginx',
    '# As JSON, for the objects of a file\nkubectl apply view-last-applied -f deploy.yaml -o json',
  ];
  static override usage = 'apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME) [options]';
  static override flags = {
    ...allFlag('All objects of the given types in the namespace.'),
    ...filenameFlags('naming the objects to look at.'),
    output: stringFlag({ short: 'o', default: 'yaml', description: 'Output format. One of: (yaml, json).' }),
    ...selectorFlag,
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof ViewLastApplied>): Promise<void> {
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const options = { args, files: flags, all: flags.all, labelSelector: flags.selector, emptyMeansAll: true };
    const infos = await fetchSelected(session.client, await select(session, options, failed), failed);
    throwAll(errors);
    for (const { object } of infos) {
      const text = object && lastApplied(object);
      if (!text) continue;
      const value = JSON.parse(text) as unknown;
      if (flags.output === 'yaml') io.stdout.write(toYaml(value));
      else if (flags.output === 'json') io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
      else throw new UserError(`Unexpected -o output mode: ${flags.output}, the flag 'output' must be one of yaml|json`);
    }
  }
}
