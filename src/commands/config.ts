import { TopicCommand } from '../kubectl/topic-command.ts';

export default class Config extends TopicCommand {
  static override summary = 'Modify kubeconfig files';
  static override description =
    "Look at and change kubeconfig files.\n\n kubesim keeps a kubeconfig of its own, the file 'config' in its home folder (KUBESIM_HOME, or ~/.kubesim). Another file is read or written only if --kubeconfig names it.";
  static override usage = 'config SUBCOMMAND';
}
