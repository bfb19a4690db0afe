export { applyConfiguration, described, type Application } from './apply.ts';
export { listed, sameEntries, type FieldManager, type ManagedFieldsEntry } from './entries.ts';
export { trackUpdate } from './update.ts';
export { appliedScale, managersOfScale, scaledBy } from './scale.ts';
