import { CompleteCommand } from '../host/complete-command.ts';

export default class CompleteNoDesc extends CompleteCommand {
  static override usage = '__completeNoDesc [command-line]';

  protected override readonly withDescriptions = false;
}
