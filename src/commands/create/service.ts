import { TopicCommand } from '../../kubectl/topic-command.ts';

export default class CreateService extends TopicCommand {
  static override summary = 'Create a service using a specified subcommand';
  static override description = 'Create a service of one of the four types.';
  static override aliases = ['svc'];
  static override usage = 'create service [flags] [options]';
}
