package io.posestream.view.model;

import io.posestream.core.heatmap.CropQuadruple;

/**
 * What a model saw of a clip.
 *
 * @param heat the brightest of all channels, 0..1
 * @param activation of one label on the scale of its logit, coarser than the heat; may be nothing
 * @param covered the part of the image that both lie over
 * @param probability of the label, 0 if the model does not know it
 */
public record Sight(Volume heat, Volume activation, CropQuadruple covered, float probability) {}
