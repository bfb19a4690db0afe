import { UserError } from '../api/user-error.ts';
import { CHANGE_CAUSE } from '../kubectl/change-cause.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import type { Io } from '../kubectl/io.ts';
import { metadataFlags } from '../kubectl/metadata/flags.ts';
import { runMetadataVerb, type MetadataVerb } from '../kubectl/metadata/run.ts';

const annotations: MetadataVerb = {
  field: 'annotations',
  noun: 'annotation',
  checkPair: () => undefined,
  checkContradictions({ set, remove }) {
    const both = remove.filter((key) => Object.hasOwn(set, key));
    if (both.length === 0) return;
    throw new UserError(`can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`);
  },
  checkOverwrites(present, { set }) {
    const clashes = Object.entries(set)
      .filter(([key, value]) => key !== CHANGE_CAUSE && Object.hasOwn(present, key) && present[key] !== value)
      .map(([key]) => `'${key}' already has a value (${present[key] ?? ''})`);
    if (clashes.length === 0) return;
    throw new UserError(`--overwrite is false but found the following declared annotation(s): ${clashes.join('; ')}`);
  },
  outcome: () => 'annotated',
  sendsUnchanged: true,
  printsApart: true,
};

export default class Annotate extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Update the annotations on a resource';
  static override description =
    'Add annotations to objects, change them, or take them off (KEY-).\n\n' +
    'An annotation is KEY=VALUE, where the value is any text; tools and controllers keep notes there. A value that is there is only replaced with --overwrite.';
  static override examples = [
    "# Give pod 'foo' the annotation 'description'\nkubectl annotate pods foo description='my frontend'",
    "# Replace its value\nkubectl annotate --overwrite pods foo description='my frontend running nginx'",
    "# Take the annotation 'description' off\nkubectl annotate pods foo description-",
  ];
  static override usage =
    'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]';
  static override flags = metadataFlags('kubectl-annotate', 'annotations');

  protected override execute(io: Io, { flags, args }: InputOf<typeof Annotate>): Promise<void> {
    return runMetadataVerb(annotations, io, args, flags, () => this.connect(flags), this.recorded(flags));
  }
}
