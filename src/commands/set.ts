import { TopicCommand } from '../kubectl/topic-command.ts';

export default class Set extends TopicCommand {
  static override summary = 'Set specific features on objects';
  static override description =
    'Change parts of objects that are there: images, variables, resources, selectors, service accounts, subjects.';
  static override usage = 'set SUBCOMMAND';
}
