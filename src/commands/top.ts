import { TopicCommand } from '../kubectl/topic-command.ts';

export default class Top extends TopicCommand {
  static override summary = 'Display resource (CPU/memory) usage';
  static override description =
    'Show what nodes and pods use of processors and memory, as the metrics server measured it. A cluster without one says that there are no metrics.';
  static override usage = 'top [flags]';
}
