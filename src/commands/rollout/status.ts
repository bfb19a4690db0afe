import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { boolFlag, durationFlag, intFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { watchStart, type ResourceInfo } from '../../kubectl/resources/builder.ts';
import { groupKindOf } from '../../kubectl/rollout/group-kind.ts';
import { requireWorkloads, rolloutFlags, selectWorkloads } from '../../kubectl/rollout/select.ts';
import { statusViewerFor } from '../../kubectl/rollout/status.ts';
import { openSession, type Session } from '../../kubectl/session.ts';

export default class RolloutStatusCommand extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Show the status of the rollout';
  static override description =
    'Watch a rollout until it is over.\n\n' +
    'With --watch=false only its present state is told. When another rollout begins meanwhile, that one is watched; --revision pins the one that is meant.';
  static override examples = ['# Watch the rollout of a deployment\nkubectl rollout status deployment/nginx'];
  static override usage = 'rollout status (TYPE NAME | TYPE/NAME) [flags] [options]';
  static override flags = {
    ...rolloutFlags,
    revision: intFlag({ description: 'The revision whose rollout is meant; 0 is the last one.' }),
    timeout: durationFlag({ description: 'How long to watch before giving up; 0 watches until the end.' }),
    watch: boolFlag({ short: 'w', default: true, description: 'Watch the rollout until it is over.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof RolloutStatusCommand>): Promise<void> {
    requireWorkloads(args, flags);
    if (flags.revision < 0) throw new UserError(`revision must be a positive integer: ${flags.revision}`);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const infos = await selectWorkloads(session, args, flags, (error) => errors.push(error));
    for (const info of infos) await this.#follow(session, info, flags).catch((error: unknown) => errors.push(error));
    throwAll(errors);
  }

  async #follow(session: Session, info: ResourceInfo, flags: InputOf<typeof RolloutStatusCommand>['flags']): Promise<void> {
    const view = statusViewerFor(groupKindOf(info.resource));
    const { client, io } = session;
    const tell = (object: KubeObject): boolean => {
      const { text, done } = view(object, flags.revision);
      io.stdout.write(text);
      return done || !flags.watch;
    };
    const { request, object: current } = await watchStart(client, info);
    if (!current) throw new UserError('object has been deleted');
    if (tell(current)) return;
    const deadline = flags.timeout > 0 ? { deadline: client.clock.now() + flags.timeout } : {};
    for await (const { type, object } of client.watch(request, { ...deadline, signal: io.signal })) {
      if (type === 'DELETED') throw new UserError('object has been deleted');
      if (type !== 'BOOKMARK' && tell(object)) return;
    }
    throw new UserError('timed out waiting for the condition');
  }
}
