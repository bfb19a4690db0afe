import { formatGroupVersion } from '../api/object.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { UsageError } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';

export default class ApiVersions extends KubectlCommand {
  static override summary = 'Print the supported API versions on the server, in the form of "group/version"';
  static override description = 'Print the API versions that the server offers, one GROUP/VERSION in a line.';
  static override examples = ['# The API versions of the server\nkubectl api-versions'];
  static override usage = 'api-versions [options]';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof ApiVersions>): Promise<void> {
    if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`);
    const { client } = await this.connect(flags);
    const { groups } = await client.discovery({ fresh: true });
    const versions = groups.flatMap(({ name, versions: all }) => all.map((version) => formatGroupVersion(name, version)));
    for (const version of versions.sort()) io.stdout.write(`${version}\n`);
  }
}
