#!/bin/bash
# Draws the clips and trains every network that ships or is compared with, on a machine with a GPU:
#   train/all.sh DATA OUT        (from models/)
# One network at a time: what shares a GPU only waits for it. LENGTH=0.01 tries it out.
set -euo pipefail
data=$1 out=$2
: "${PYTHON:=python3}" "${DEVICE:=cuda}" "${LENGTH:=1}" "${STORES:=$out/stores}"
: "${WORKERS:=$(nproc)}"
export OMP_NUM_THREADS=1 PYTHONUNBUFFERED=1
mkdir -p "$out"

part() { awk -v n="$1" -v l="$LENGTH" 'BEGIN { print int(n * l) }'; }

# NAME CLIPS WORKERS OPTION...
draw() {
  local name=$1 clips=$2 workers=$3
  shift 3
  "$PYTHON" -m train.learning.draw --data "$data" --out "$STORES/$name" --clips "$(part "$clips")" \
    --workers "$workers" "$@" > "$out/draw-$name.log" 2>&1
}

# NAME STORE STEPS OPTION...
train() {
  local name=$1 store=$2 steps=$3
  shift 3
  "$PYTHON" -m train.learning.train --data "$data" --out "$out/$name" --store "$STORES/$store" \
    --device "$DEVICE" --batch 256 --steps "$(part "$steps")" --check-minutes 1.5 "$@" \
    > "$out/$name.log" 2>&1
}

# A pair of teachers, side by side: PREFIX STORE STEPS OPTION...
teachers() {
  local name=$1
  shift
  train "$name-1" "$@" --network keypoints --size width=256 --seed 1 &
  local first=$!
  train "$name-2" "$@" --network keypoints --size width=256 --seed 2
  wait $first
}

wide=(--size widths=64,224 --size dropout=0.1 --rate 0.003)
taught=(--teacher "$out"/teacher-{1,2}/checkpoint.pt)
unseen=(--leave-out jhmdb --hold-out)
unseen_taught=(--teacher "$out"/teacher-without-jhmdb-{1,2}/checkpoint.pt)

draw actions 450000 "$WORKERS"
teachers teacher actions 4500 & teacher=$!
draw without-jhmdb 300000 $((WORKERS - 2)) "${unseen[@]}"
wait $teacher
draw scenes 150000 $((WORKERS - 1)) --task scenes & scenes=$!
train actions actions 8000 "${wide[@]}" "${taught[@]}"
teachers teacher-without-jhmdb without-jhmdb 2250 "${unseen[@]}"
train without-jhmdb without-jhmdb 5000 "${unseen[@]}" "${wide[@]}" "${unseen_taught[@]}"
wait $scenes
train scenes scenes 5000 --task scenes --rate 0.003
train stgcn scenes 2500 --task scenes --network stgcn --rate 0.003
train limbs actions 8000 "${wide[@]}" "${taught[@]}" --size stream=limb
