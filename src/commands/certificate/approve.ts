import { decideRequests, decisionFlags } from '../../kubectl/certificate/decide.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CertificateApprove extends KubectlCommand {
  static override summary = 'Approve a certificate signing request';
  static override description =
    'Say yes to a request: its signer may then issue the certificate. Look at the request first: what the certificate says, its owner is to the cluster.';
  static override examples = ["# The request 'csr-sqgzp'\nkubectl certificate approve csr-sqgzp"];
  static override usage = 'certificate approve (-f FILENAME | NAME) [options]';
  static override flags = decisionFlags('Write the decision even when it is there already.');

  protected override execute(io: Io, { flags, args }: InputOf<typeof CertificateApprove>): Promise<void> {
    const decision = {
      condition: 'Approved',
      excludes: 'Denied',
      reason: 'KubectlApprove',
      message: 'This CSR was approved by kubectl certificate approve.',
      done: 'approved',
    } as const;
    return decideRequests(io, flags, args, decision, () => this.connect(flags));
  }
}
