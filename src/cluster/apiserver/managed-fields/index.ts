export { applyConfiguration, described, type Application } from './apply.ts';
export { listed, type FieldManager, type ManagedFieldsEntry } from './entries.ts';
export { FieldManagers } from './field-managers.ts';
export { appliedScale, managersOfScale, scaledBy } from './scale.ts';
