/**
 * What a command has to put in order however it ends. The handlers stay for the rest of the process: taking a signal's handler away would
 * swallow a signal that has come but was not yet told.
 */
const tasks = new Set<() => void>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let watching = false;

/** `task` is run, once, when the process exits or is told to end by a signal; it must be synchronous and not throw. Gives back what cancels it. */
export function beforeEnd(task: () => void): () => void {
  if (!watching) {
    watching = true;
    process.on('exit', runTasks);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  tasks.add(task);
  return () => tasks.delete(task);
}

function runTasks(): void {
  for (const task of [...tasks]) {
    tasks.delete(task);
    task();
  }
}

function onSignal(signal: NodeJS.Signals): void {
  runTasks();
  // Whoever else listens decides; otherwise the process ends as if nobody had listened.
  if (process.listenerCount(signal) > 1) return;
  process.removeListener(signal, onSignal);
  process.kill(process.pid, signal);
}
