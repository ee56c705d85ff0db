/**
 * Runs "$@" (the server) until it ends or the guardian's stdin does, that is, until our process is gone, even by
 * kill -9. Prints the server's process id first. Plain POSIX sh: a builtin `read` waits on the pipe, so no helper process
 * stays behind; background jobs lose stdin, hence descriptor 3.
 */
export const GUARDIAN_SCRIPT = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
echo "guardian-pid $server"
trap 'kill -TERM "$server" 2>/dev/null' TERM INT HUP
(
  trap - TERM INT HUP
  while read -r _ <&3; do :; done
  kill -TERM "$server" 2>/dev/null
  tries=0
  while [ "$tries" -lt 50 ] && kill -0 "$server" 2>/dev/null; do sleep 0.2; tries=$((tries + 1)); done
  kill -KILL "$server" 2>/dev/null
) &
watcher=$!
while kill -0 "$server" 2>/dev/null; do wait "$server"; code=$?; done
kill -KILL "$watcher" 2>/dev/null
exit "\${code:-0}"
`;

/** Second argument of the guardian's command line, by which it is recognised. */
export const GUARDIAN_NAME = 'baosong-redis-guardian';
