#!/bin/sh
# Creates the topics of conf/job.yaml; leaves those that exist as they are.
set -eu
bootstrap=${BOOTSTRAP:-kafka:9092}
partitions=${PARTITIONS:-8}
replication=${REPLICATION:-1}
kafka_topics=${KAFKA_TOPICS:-/opt/kafka/bin/kafka-topics.sh}
hour=3600000
day=86400000

create() {
  "$kafka_topics" --bootstrap-server "$bootstrap" --create --if-not-exists --topic "$1" \
    --partitions "${3:-$partitions}" --replication-factor "$replication" --config "retention.ms=$2"
}

# Frames are large and soon worthless: keep them for the longest outage the job must catch up with.
create pose.frames.v1 $((6 * hour))
create action.events.v1 $((30 * day))
create action.scores.v1 $((3 * day))
# Somebody has to find the time to look at them.
create pose.deadletter.v1 $((14 * day))
# What was said holds until something else is: no message may go, and all stand in one order.
create action.control.v1 -1 1
create action.control.ack.v1 $((30 * day)) 1
create action.scores.shadow.v1 $((3 * day))
