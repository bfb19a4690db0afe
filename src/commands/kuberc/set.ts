import { readKuberc, writeKuberc } from '../../host/kuberc-file.ts';
import { KubercCommand } from '../../host/kuberc-command.ts';
import { arrayFlag, boolFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';
import { changedPreference, checkKubercFlags } from '../../kubectl/kuberc/change.ts';
import { emptyPreference } from '../../kubectl/kuberc/preference.ts';

export default class Set extends KubercCommand {
  static override summary = 'Set values in the kuberc configuration';
  static override description =
    'Set default values for the flags of a command (--section defaults), make a command of your own (--section aliases), or say which credential plugins may run (--section credentialplugin).\n\n --command is the command alone ("get", "set env"); what else is to stand in the line goes into --prependarg and --appendarg.';
  static override examples = [
    '# Show the wide output of get from now on\nkubectl kuberc set --section defaults --command get --option output=wide',
    "# Make a command 'getn' that gets nodes\nkubectl kuberc set --section aliases --name getn --command get --prependarg nodes --option output=wide",
    '# Take another default instead\nkubectl kuberc set --section defaults --command get --option output=json --overwrite',
    '# Let one credential plugin run and no other\nkubectl kuberc set --section credentialplugin --policy Allowlist --allowlist-entry command=my-login',
  ];
  static override usage = 'kuberc set --section (defaults|aliases) --command COMMAND';
  static override flags = {
    'allowlist-entry': arrayFlag({ description: 'A credential plugin that may run, as command=NAME (repeatable).' }),
    appendarg: arrayFlag({ description: 'An argument that comes after those of the line (repeatable, aliases only).' }),
    command: stringFlag({ description: 'The command: get, create, "set env" …' }),
    kuberc: stringFlag({ description: 'The file to change.' }),
    name: stringFlag({ description: 'Name of the alias.' }),
    option: arrayFlag({ description: 'A flag and its value, as flag=value (repeatable).' }),
    overwrite: boolFlag({ description: 'If true, an entry that is there is replaced.' }),
    policy: stringFlag({ description: 'Which credential plugins may run: AllowAll, DenyAll or Allowlist.' }),
    prependarg: arrayFlag({ description: 'An argument that comes before those of the line (repeatable, aliases only).' }),
    section: stringFlag({ required: true, description: 'The section to change: defaults, aliases or credentialplugin.' }),
  };

  protected override async execute(io: Io, { flags }: InputOf<typeof Set>): Promise<void> {
    checkKubercFlags(flags);
    const place = this.place(io);
    const preference = (await readKuberc(place, () => undefined)) ?? emptyPreference();
    await writeKuberc(place.path, changedPreference(preference, flags));
    io.stdout.write(`Updated ${place.shown}\n`);
  }
}
