import { TopicCommand } from '../kubectl/topic-command.ts';

export default class Cluster extends TopicCommand {
  static override summary = 'Make, list and delete simulated clusters';
  static override description =
    "Make, list and delete simulated clusters.\n\n A cluster is one file in the folder 'clusters' of kubesim's home. The cluster 'kubesim' is made by the first command that needs it.";
  static override usage = 'cluster SUBCOMMAND';
}
