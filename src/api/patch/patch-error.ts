/** How a server refuses: `request`: the patch is malformed, `content`: it does not fit (and no reason is told), `server`: told without a reason of its own. */
export type PatchFault = 'request' | 'content' | 'server';

/** A patch that cannot be applied, or cannot be made. The message is what Kubernetes says. */
export class PatchError extends Error {
  readonly fault: PatchFault;

  constructor(message: string, fault: PatchFault = 'server') {
    super(message);
    this.fault = fault;
  }
}
