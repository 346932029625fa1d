#!/usr/bin/env bash
# Times every variant for CPUs against the network it was made of, as README.md tells: bench.sh JAR
# Run from models/. The int8 networks are calibrated on random volumes: their speed is right, their
# answers are not.
set -euo pipefail
jar=$1
out=target/bench
python="${PYTHON:-/usr/bin/python3}"

"$python" -m optimize.make_bench_models "$out" >/dev/null
for name in actions-slim scenes-slim; do
  cp "$name/model.onnx" "$out/$name.onnx"
done
gcc -O2 -march=native -o target/fma_peak optimize/fma_peak.c
grep -m 1 'model name' /proc/cpuinfo

compare() { # name, shape, rounds
  "$python" -m optimize.rewrite "$out/$1.onnx" "$out/$1.cpu.onnx" >/dev/null
  "$python" -m optimize.make_bench_models --int8 "$out/$1.onnx" "$out/$1.int8.onnx"
  java -cp "$jar" optimize/CompareSpeed.java "$2" "$3" \
    "$out/$1.onnx" "$out/$1.cpu.onnx" "$out/$1.int8.onnx"
}
compare actions-slim 1x17x24x48x48 300
compare scenes-slim 1x17x16x64x64 300
compare volleyball 1x17x16x56x56 60
compare x3d-shallow 1x17x48x56x56 40
target/fma_peak
compare slowonly 1x17x48x56x56 15
target/fma_peak
compare c3d-light 1x17x48x56x56 10
