import { decideRequests, decisionFlags } from '../../kubectl/certificate/decide.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CertificateDeny extends KubectlCommand {
  static override summary = 'Deny a certificate signing request';
  static override description = 'Say no to a request: no certificate will be issued.';
  static override examples = ["# The request 'csr-sqgzp'\nkubectl certificate deny csr-sqgzp"];
  static override usage = 'certificate deny (-f FILENAME | NAME) [options]';
  static override flags = decisionFlags('Write the decision even when it is there already.');

  protected override execute(io: Io, { flags, args }: InputOf<typeof CertificateDeny>): Promise<void> {
    const decision = {
      condition: 'Denied',
      excludes: 'Approved',
      reason: 'KubectlDeny',
      message: 'This CSR was denied by kubectl certificate deny.',
      done: 'denied',
    } as const;
    return decideRequests(io, flags, args, decision, () => this.connect(flags));
  }
}
