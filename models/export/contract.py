"""What PoseStream expects of an ONNX file: names, versions, and the digest in a manifest."""

import hashlib
from pathlib import Path

OPSET = 17
# ONNX Runtime releases differ in the newest IR version they read; all that know opset 17 read this
# one.
IR_VERSION = 8
INPUT = "keypoint_heatmaps"
PICTURES = "pictures"
SCORES = "logits"
# Of RGBPose-Conv3D, one for each of its networks.
RGB_SCORES = "logits_rgb"
POSE_SCORES = "logits_pose"
CAM = "cam"


def sha256_of(path: Path) -> str:
    """Returns a file's digest in lower-case hex."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()
