import type { UserInfo } from '../../api/client.ts';
import { hasReason } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { printFlags } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';
import { alignTabs, tableTabs } from '../../kubectl/printers/tabwriter.ts';
import { printTypedResult, resultPrinter } from '../../kubectl/printing.ts';
import { openSession, send } from '../../kubectl/session.ts';

const NOT_ENABLED =
  'the selfsubjectreviews API is not enabled in the cluster\n' +
  'enable APISelfSubjectReview feature gate and authentication.k8s.io/v1alpha1 or authentication.k8s.io/v1beta1 API';
const FORBIDDEN = 'the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it';

export default class WhoAmI extends KubectlCommand {
  static override summary = 'Experimental: Check self subject attributes';
  static override description = 'Ask the server whom it takes one for: name, groups and whatever else it knows.';
  static override examples = ['# Who am I?\nkubectl auth whoami', '# The same as JSON\nkubectl auth whoami -o json'];
  static override usage = 'auth whoami [options]';
  static override flags = printFlags();

  protected override async execute(io: Io, { flags }: InputOf<typeof WhoAmI>): Promise<void> {
    await resultPrinter(io, flags, 'given');
    const session = await openSession(await this.connect(flags), io);
    const body = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {} };
    const review = { group: 'authentication.k8s.io', version: 'v1', resource: 'selfsubjectreviews', verb: 'create', body } as const;
    try {
      const { body: answer } = await send(session, review);
      if (flags.output === '' && flags.template === '')
        io.stdout.write(attributesTable((answer['status'] as { userInfo: UserInfo }).userInfo));
      else await printTypedResult(io, flags, answer, '', 'none');
    } catch (error) {
      if (hasReason(error, 'NotFound')) throw new UserError(NOT_ENABLED);
      throw hasReason(error, 'Forbidden') ? new UserError(FORBIDDEN) : error;
    }
  }
}

function attributesTable({ username, uid, groups, extra = {} }: UserInfo): string {
  const rows = [
    ['ATTRIBUTE', 'VALUE'],
    ...(username ? [['Username', username]] : []),
    ...(uid ? [['UID', uid]] : []),
    ...(groups?.length ? [['Groups', `[${groups.join(' ')}]`]] : []),
    ...Object.keys(extra)
      .sort()
      .map((key) => [`Extra: ${key}`, `[${extra[key]!.join(' ')}]`]),
  ];
  return alignTabs(rows.map((cells) => `${cells.join('\t')}\n`).join(''), tableTabs);
}
