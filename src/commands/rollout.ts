import { TopicCommand } from '../kubectl/topic-command.ts';

export default class Rollout extends TopicCommand {
  static override summary = 'Manage the rollout of a resource';
  static override description = 'Look at, stop, go on with and take back rollouts of deployments, daemonsets and statefulsets.';
  static override examples = [
    '# Go back to the revision before\nkubectl rollout undo deployment/abc',
    '# See how far a rollout is\nkubectl rollout status daemonset/foo',
    '# Replace all pods of a deployment\nkubectl rollout restart deployment/abc',
  ];
  static override usage = 'rollout SUBCOMMAND';

  protected override readonly helpStream = 'stdout';
}
