#!/bin/sh
# Starts what Flink's image starts, after it has cleared the temporary folder: a process that was killed leaves 60 MB
# there each time, and a container that is started again keeps its files.
set -eu
temporary=${POSESTREAM_TMP:-/tmp}
rm -rf "$temporary"/flink-* "$temporary"/blobStore-* "$temporary"/tm_* "$temporary"/jm_* "$temporary"/onnxruntime-java* \
  "$temporary"/localState "$temporary"/minicluster_* "$temporary"/tmp_* "$temporary"/hsperfdata_*/[0-9]*
exec "${FLINK_ENTRYPOINT:-/docker-entrypoint.sh}" "$@"
