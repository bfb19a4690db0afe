import { deepEqual } from '../api/json.ts';
import { checkLabelValue } from '../api/names.ts';
import { UserError } from '../api/user-error.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { metadataFlags } from '../kubectl/metadata/flags.ts';
import { runMetadataVerb, type MetadataVerb } from '../kubectl/metadata/run.ts';

const labels: MetadataVerb = {
  field: 'labels',
  noun: 'label',
  checkPair(key, value) {
    if (value.includes('=')) throw new UserError(`invalid label spec: ${key}=${value}`);
    const faults = checkLabelValue(value);
    if (faults.length > 0) throw new UserError(`invalid label value: "${key}=${value}": ${faults.join('; ')}`);
  },
  checkContradictions({ set, remove }) {
    if (remove.some((key) => Object.hasOwn(set, key))) throw new UserError('can not both modify and remove a label in the same command');
  },
  checkOverwrites(present, { set }) {
    const clashes = Object.entries(set).filter(([key, value]) => Object.hasOwn(present, key) && present[key] !== value);
    throwAll(clashes.map(([key]) => new UserError(`'${key}' already has a value (${present[key] ?? ''}), and --overwrite is false`)));
  },
  // Whether labels were taken off is told, as kubectl does, by the object having become shorter.
  outcome({ before, after }, overwrite) {
    if (deepEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {})) return 'not labeled';
    return !overwrite && JSON.stringify(after).length < JSON.stringify(before).length ? 'unlabeled' : 'labeled';
  },
  sendsUnchanged: false,
  printsApart: false,
  tellMissing: (key) => `label "${key}" not found.`,
};

export default class Label extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Update the labels on a resource';
  static override description =
    'Add labels to objects, change them, or take them off (KEY-).\n\n' +
    'A label is KEY=VALUE. The key may have a DNS subdomain in front (example.com/role); key and value have at most 63 letters, digits, dashes, dots and underscores. ' +
    'A value that is there is only replaced with --overwrite.';
  static override examples = [
    "# Give pod 'foo' the label 'unhealthy' with the value 'true'\nkubectl label pods foo unhealthy=true",
    "# Replace the value of the label 'status'\nkubectl label --overwrite pods foo status=unhealthy",
    '# Label all pods of the namespace\nkubectl label pods --all status=unhealthy',
    "# Take the label 'bar' off\nkubectl label pods foo bar-",
  ];
  static override usage =
    'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]';
  static override flags = metadataFlags('kubectl-label', 'labels');

  protected override execute(io: Io, { flags, args }: InputOf<typeof Label>): Promise<void> {
    return runMetadataVerb(labels, io, args, flags, () => this.connect(flags), this.recorded(flags));
  }
}
