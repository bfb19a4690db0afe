import { TopicCommand } from '../kubectl/topic-command.ts';

export default class Sim extends TopicCommand {
  static override summary = 'Look at and steer the simulation: time, seed, reset';
  static override description = 'Look at and steer the simulation of the cluster that the current context names.';
  static override usage = 'sim SUBCOMMAND';
}
