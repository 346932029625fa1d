#!/usr/bin/env bash
# Succeeds if this JobManager or TaskManager serves its metrics. Needs nothing but bash.
port=${1:-9249}
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
read -r -t 4 status <&3 || exit 1
[[ $status == *" 200 "* ]]
