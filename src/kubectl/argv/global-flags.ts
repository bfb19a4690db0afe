import { arrayFlag, boolFlag, durationFlag, intFlag, moduleFlag, stringFlag, type FlagValues } from './flags.ts';

/** The flags that every command takes, before or after its name; `kubectl options` lists them. */
export const globalFlags = {
  as: stringFlag({
    description: 'Act as this user: a plain user name, or a service account written system:serviceaccount:NAMESPACE:NAME.',
  }),
  'as-group': arrayFlag({ description: 'Act as a member of this group; may be repeated.' }),
  'as-uid': stringFlag({ description: 'Act with this UID.' }),
  'as-user-extra': arrayFlag({ description: 'Extra facts about the user to act as, KEY=VALUE; may be repeated.' }),
  'cache-dir': stringFlag({
    description: 'Folder in which is kept what is remembered of servers; by default one of our own.',
    default: '',
  }),
  'certificate-authority': stringFlag({ description: 'File with the certificate of the authority that vouches for the server.' }),
  'client-certificate': stringFlag({ description: 'File with a client certificate for TLS.' }),
  'client-key': stringFlag({ description: 'File with the key of the client certificate.' }),
  cluster: stringFlag({ description: 'The kubeconfig cluster to talk to.' }),
  context: stringFlag({ description: 'The kubeconfig context to use.' }),
  'disable-compression': boolFlag({ description: 'If true, ask the server not to compress its answers.' }),
  'insecure-skip-tls-verify': boolFlag({
    description: "If true, do not check the server's certificate. Connections are then open to eavesdroppers.",
  }),
  kubeconfig: stringFlag({ description: 'The kubeconfig file to use.' }),
  kuberc: stringFlag({ description: 'File with preferences for kubectl; KUBECTL_KUBERC=false turns preferences off.' }),
  'log-flush-frequency': durationFlag({ description: 'Longest time between two flushes of the log.', default: 5000 }),
  'match-server-version': boolFlag({ description: "Refuse to work with a server of another version than this program's." }),
  namespace: stringFlag({ short: 'n', description: 'The namespace that this command works in.' }),
  password: stringFlag({ description: 'Password for basic authentication.' }),
  profile: stringFlag({ description: 'Profile to capture: none, cpu, heap, goroutine, threadcreate, block or mutex.', default: 'none' }),
  'profile-output': stringFlag({ description: 'File to write the profile to.', default: 'profile.pprof' }),
  'request-timeout': stringFlag({
    description: 'How long to wait for one answer of the server (1s, 2m, 3h …); 0 waits for ever.',
    default: '0',
  }),
  server: stringFlag({ short: 's', description: 'Address and port of the API server.' }),
  'tls-server-name': stringFlag({ description: "Name to look for in the server's certificate instead of the host in its address." }),
  token: stringFlag({ description: 'Bearer token to identify with.' }),
  user: stringFlag({ description: 'The kubeconfig user to be.' }),
  username: stringFlag({ description: 'User name for basic authentication.' }),
  v: intFlag({ short: 'v', description: 'How much to log: 0 is nothing, 9 is everything.' }),
  vmodule: moduleFlag({
    description: 'Log levels by source file, PATTERN=N,…; accepted for the sake of scripts: no line is logged by source file.',
  }),
  'warnings-as-errors': boolFlag({ description: 'If true, a warning from the server ends the command with status 1.' }),
};

export type GlobalFlagValues = FlagValues<typeof globalFlags>;

/** Every command has it; no help lists it. */
export const helpFlag = { help: boolFlag({ short: 'h', description: 'Show how the command is used.', hidden: true }) };
