"""Reads ONNX graphs: what making variants and measuring both need."""
