import { TopicCommand } from '../kubectl/topic-command.ts';

export default class Auth extends TopicCommand {
  static override summary = 'Inspect authorization';
  static override description = 'Ask who one is and what one may do, and bring roles and their bindings into the form of a file.';
  static override usage = 'auth [flags]';
}
