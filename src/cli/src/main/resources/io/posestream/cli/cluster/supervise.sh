#!/bin/sh
# Runs a command again whenever it ends, until it is told to stop.
#
#   supervise.sh NAME FOLDER COMMAND...
#
# FOLDER/run/NAME.pid is the command's process, FOLDER/run/NAME.stop ends this loop, FOLDER/run/NAME.hold keeps the command
# from being started while it is there, FOLDER/log/NAME.out is what it prints. FOLDER/tmp/NAME is emptied before every start: a process that was killed cannot clear up behind itself.
trap '' HUP INT
name=$1
folder=$2
shift 2
while [ ! -e "$folder/run/$name.stop" ]; do
  if [ -e "$folder/run/$name.hold" ]; then
    sleep 1
    continue
  fi
  rm -rf "$folder/tmp/$name"
  mkdir -p "$folder/tmp/$name"
  "$@" >>"$folder/log/$name.out" 2>&1 &
  child=$!
  echo "$child" >"$folder/run/$name.pid"
  wait "$child"
  echo "ended with $? at $(date)" >>"$folder/log/$name.out"
  [ -e "$folder/run/$name.stop" ] || sleep 1
done
rm -f "$folder/run/$name.pid"
rm -rf "$folder/tmp/$name"
