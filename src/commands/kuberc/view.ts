import { existsSync } from 'node:fs';
import { readKuberc, writeKuberc } from '../../host/kuberc-file.ts';
import { KubercCommand } from '../../host/kuberc-command.ts';
import { printFlags } from '../../kubectl/argv/shared-flags.ts';
import { stringFlag } from '../../kubectl/argv/flags.ts';
import type { InputOf } from '../../kubectl/command.ts';
import { ExitError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { recommendedPreference } from '../../kubectl/kuberc/change.ts';
import { emptyPreference, encodePreference } from '../../kubectl/kuberc/preference.ts';
import { outputFormats, printerFor } from '../../kubectl/printers/index.ts';
import { filesOf } from '../../kubectl/resources/files.ts';

export default class View extends KubercCommand {
  static override summary = 'Display the current kuberc configuration';
  static override description = 'Display your preferences in the format that --output names.';
  static override examples = [
    '# View the preferences as YAML\nkubectl kuberc view',
    '# View them as JSON\nkubectl kuberc view --output json',
    '# View those of another file\nkubectl kuberc view --kuberc /path/to/kuberc',
  ];
  static override usage = 'kuberc view';
  static override flags = {
    ...printFlags(undefined, 'yaml'),
    kuberc: stringFlag({ description: 'The file to view.' }),
  };

  protected override async execute(io: Io, { flags }: InputOf<typeof View>): Promise<void> {
    const place = this.place(io);
    if (!existsSync(place.path)) return this.#offer(io, place);
    const document = encodePreference((await readKuberc(place, () => undefined)) ?? emptyPreference());
    if (flags.output === 'json') return io.stdout.write(`${JSON.stringify(document, null, 4)}\n`);
    const print = await printerFor(flags.output, {
      write: (text) => io.stdout.write(text),
      allowed: outputFormats.objects,
      template: flags.template,
      allowMissingTemplateKeys: flags['allow-missing-template-keys'],
      files: filesOf(io),
    });
    print?.(document);
  }

  async #offer(io: Io, { path, shown }: { path: string; shown: string }): Promise<void> {
    io.stdout.write(`kuberc file not found at ${shown}\n`);
    io.stdout.write('Would you like to generate a default kuberc file with recommended options? (y/N): ');
    const answer = Buffer.from(await io.stdin.read())
      .toString()
      .trim()
      .toLowerCase();
    if (answer !== 'y' && answer !== 'yes') throw new ExitError(0);
    await writeKuberc(path, recommendedPreference());
    io.stdout.write(`Updated ${shown}\n`);
  }
}
