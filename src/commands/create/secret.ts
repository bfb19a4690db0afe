import { TopicCommand } from '../../kubectl/topic-command.ts';

export default class CreateSecret extends TopicCommand {
  static override summary = 'Create a secret using a specified subcommand';
  static override description =
    'Create a secret.\n\n docker-registry holds what is needed to pull images, generic anything from files, folders and literal values, tls a certificate and its key.';
  static override usage = 'create secret (docker-registry | generic | tls) [options]';
}
