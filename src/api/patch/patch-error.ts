/** A patch that cannot be applied, or cannot be made. The message is what Kubernetes says. */
export class PatchError extends Error {}
