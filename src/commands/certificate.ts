import { TopicCommand } from '../kubectl/topic-command.ts';

export default class Certificate extends TopicCommand {
  static override summary = 'Modify certificate resources';
  static override description = 'Decide on requests for certificates.';
  static override usage = 'certificate SUBCOMMAND';
  protected override readonly helpStream = 'stdout';
  protected override readonly helpStatus = 0;
}
