import { formatLabels } from '../../api/labels.ts';
import { humanDuration } from '../../api/time.ts';
import type { CertificateSigningRequest } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import { defineDescriber } from './define.ts';
import type { Description } from './description.ts';
import { requestedNames, type RequestedNames } from './sections/certificate-request.ts';
import { timeText } from './sections/containers.ts';
import { eventsSection } from './sections/events.ts';

export const describeCertificateSigningRequest = defineDescriber<CertificateSigningRequest>(async (to, request, context) => {
  const { metadata, spec } = request;
  const names = readRequest(spec.request);
  to.line(0, 'Name:', metadata.name ?? '');
  to.line(0, 'Labels:', formatLabels(metadata.labels));
  to.line(0, 'Annotations:', formatLabels(metadata.annotations));
  to.line(0, 'CreationTimestamp:', timeText(metadata.creationTimestamp));
  to.line(0, 'Requesting User:', spec.username ?? '');
  if (spec.signerName) to.line(0, 'Signer:', spec.signerName);
  if (spec.expirationSeconds !== undefined) to.line(0, 'Requested Duration:', humanDuration(spec.expirationSeconds * 1000));
  to.line(0, 'Status:', statusText(request));
  to.line(0, 'Subject:');
  to.line(0, '', 'Common Name:', names.commonName);
  to.line(0, '', 'Serial Number:', names.serialNumber);
  lists(to, names.lists);
  if (names.alternatives.some(([, values]) => values.length > 0)) {
    to.line(0, 'Subject Alternative Names:');
    lists(to, names.alternatives);
  }
  await eventsSection(to, request, context);
});

function readRequest(text: string): RequestedNames {
  try {
    return requestedNames(text);
  } catch (error) {
    throw new UserError(`Error parsing CSR: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function lists(to: Description, all: RequestedNames['lists']): void {
  for (const [title, values] of all) if (values.length > 0) to.write(`\t${title}:\t${values.join('\n\t\t')}\n`);
}

/** `Approved,Issued` */
function statusText({ status }: CertificateSigningRequest): string {
  const types = (status?.conditions ?? []).map(({ type }) => type);
  const words = [types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending'];
  if (types.includes('Failed')) words.push('Failed');
  if (status?.certificate) words.push('Issued');
  return words.join(',');
}
