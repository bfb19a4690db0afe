import { CompleteCommand } from '../host/complete-command.ts';

export default class Complete extends CompleteCommand {
  static override usage = '__complete [command-line]';

  protected override readonly withDescriptions = true;
}
