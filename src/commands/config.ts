import { TopicCommand } from '../kubectl/topic-command.ts';

export default class Config extends TopicCommand {
  static override summary = 'Modify kubeconfig files';
  static override description =
    "Look at and change kubeconfig files.\n\n kubesim keeps a kubeconfig of its own, the file 'config' in its home folder (KUBESIM_HOME, or ~/.kubesim). Other files are read or written only if --kubeconfig or the KUBECONFIG variable names them: KUBECONFIG is a list, the first file that has an entry wins, and what is new goes to the first file that exists. ~/.kube/config is never touched by itself, and 'kubesim shell' starts without KUBECONFIG.";
  static override usage = 'config SUBCOMMAND';
}
