#!/bin/sh
# Parts an ONNX Runtime jar into its classes and the native libraries of one platform.
#
#   split-natives.sh JAR amd64|arm64 FOLDER
#
# Leaves FOLDER/lib/<name of JAR> without natives and FOLDER/native/*.so, so that an image holds the libraries once and
# no JVM unpacks them to /tmp.
set -eu
# Absolute, for jar is called in another folder.
jar=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$3
case $2 in
  amd64) platform=linux-x64 ;;
  arm64) platform=linux-aarch64 ;;
  *) echo "split-natives.sh: expected amd64 or arm64, got '$2'" >&2; exit 1 ;;
esac

work=$(mktemp -d)
(cd "$work" && jar xf "$jar")
if [ ! -f "$work/ai/onnxruntime/native/$platform/libonnxruntime.so" ]; then
  echo "split-natives.sh: $jar has no libraries for $platform" >&2
  exit 1
fi
mkdir -p "$folder/lib" "$folder/native"
cp "$work/ai/onnxruntime/native/$platform/"*.so "$folder/native/"
rm -rf "$work/ai/onnxruntime/native"
jar cfM "$folder/lib/$(basename "$jar")" -C "$work" .
rm -rf "$work"
