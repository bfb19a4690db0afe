export { applyConfiguration, described, type Application } from './apply.ts';
export { inOrder, listed, type FieldManager, type ManagedFieldsEntry } from './entries.ts';
export { FieldManagers } from './field-managers.ts';
export { appliedEntry, entriesAfter, type Step } from './history.ts';
export { appliedScale, managersOfScale, scaledBy } from './scale.ts';
