import { UserError } from '../../api/user-error.ts';
import { accessQuestion, askAccess, checkQuestion, listAccess } from '../../kubectl/auth/access.ts';
import { boolFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';
import { openSession } from '../../kubectl/session.ts';

const ARGUMENTS =
  "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.";

export default class CanI extends KubectlCommand {
  static override summary = 'Check whether an action is allowed';
  static override description =
    'Ask the server whether one may do something. VERB is a verb of the API: get, list, watch, create, delete and so on. TYPE is a resource, short names and groups included. ' +
    'NONRESOURCEURL begins with a slash. NAME is the name of one object.\n\nGoes well with --as, to ask for somebody else. The exit status is 1 when the answer is no.';
  static override examples = [
    '# May I create pods in any namespace?\nkubectl auth can-i create pods --all-namespaces',
    '# May I list deployments here?\nkubectl auth can-i list deployments.apps',
    '# May the service account "foo" of "dev" list pods in "prod"?\nkubectl auth can-i list pods --as=system:serviceaccount:dev:foo -n prod',
    "# May I do everything here? ('*' is everything)\nkubectl auth can-i '*' '*'",
    '# May I read the logs of pods?\nkubectl auth can-i get pods --subresource=log',
    '# May I read the path /logs/?\nkubectl auth can-i get /logs/',
    '# Everything that I may do in "foo"\nkubectl auth can-i --list --namespace=foo',
  ];
  static override usage = 'auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [options]';
  static override flags = {
    'all-namespaces': boolFlag({ short: 'A', description: 'If true, ask for all namespaces.' }),
    list: boolFlag({ description: 'If true, print everything that is allowed.' }),
    'no-headers': boolFlag({ description: 'If true, print the list without its headers.' }),
    quiet: boolFlag({ short: 'q', description: 'If true, print nothing and answer by the exit status alone.' }),
    subresource: stringFlag({ description: 'Sub-resource: log of a pod, scale of a deployment …' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof CanI>): Promise<number> {
    const { list, quiet, subresource, 'all-namespaces': allNamespaces, 'no-headers': noHeaders } = flags;
    if (list && args.length > 0) throw new UserError('list option must be specified with no arguments');
    if (!list && args.length !== 2) throw new UserError(ARGUMENTS);
    if (list && (quiet || allNamespaces || subresource !== ''))
      throw new UserError("list option can't be specified with neither quiet, all-namespaces nor subresource options");
    const connection = await this.connect(flags);
    const session = await openSession(connection, io);
    if (list) {
      const { table, warning } = await listAccess(session, connection.namespace, !noHeaders);
      if (warning !== '') io.stderr.write(warning);
      io.stdout.write(table);
      return 0;
    }
    const warn = (text: string): void => session.warn(`${text}\n`);
    const question = accessQuestion(session, args, { namespace: allNamespaces ? '' : connection.namespace, subresource }, warn);
    checkQuestion(question, session, allNamespaces, warn);
    if (noHeaders) throw new UserError('--no-headers cannot be set without --list specified');
    const { allowed, text } = await askAccess(session, question);
    if (!quiet) io.stdout.write(text);
    return allowed ? 0 : 1;
  }
}
