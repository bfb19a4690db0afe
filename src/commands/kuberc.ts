import { TopicCommand } from '../kubectl/topic-command.ts';

export default class Kuberc extends TopicCommand {
  static override summary = 'Manage kuberc configuration files';
  static override description =
    "Look at and change your preferences: default values of flags, commands of your own, and which credential plugins may run.\n\n They are in the file 'kuberc' of kubesim's home folder, or where --kuberc or the KUBERC variable says. KUBERC=off turns them off.";
  static override examples = [
    '# View the preferences\nkubectl kuberc view',
    '# Show the wide output of get from now on\nkubectl kuberc set --section defaults --command get --option output=wide',
    "# Make a command 'getn' that gets nodes\nkubectl kuberc set --section aliases --name getn --command get --prependarg nodes --option output=wide",
  ];
  static override usage = 'kuberc SUBCOMMAND';
}
