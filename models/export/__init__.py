"""Tools that turn PyTorch checkpoints into the ONNX bundles that PoseStream runs."""
