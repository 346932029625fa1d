package io.posestream.core.heatmap;

/**
 * The sizes a recording goes through on its way to the volume.
 *
 * @param compactHeight of the image after PoseCompact, in pixels
 * @param compactWidth of the image after PoseCompact, in pixels
 * @param finalHeight of the image after Resize and CenterCrop, in pixels
 * @param finalWidth of the image after Resize and CenterCrop, in pixels
 * @param volume what {@link VolumeBuilder#paint} fills
 */
public record VolumeReport(
    int compactHeight, int compactWidth, int finalHeight, int finalWidth, VolumeShape volume) {}
