import { UserError } from '../../api/user-error.ts';

/** A stored object cannot be read. Whoever meets it, a request or a controller, the command ends there and nothing of it is kept. */
export class DamagedState extends UserError {
  override readonly name: string = 'DamagedState';
}
