/**
 * From sampled poses to the PoseC3D input volume: compaction, resize, crop, joint and limb
 * heatmaps.
 */
@NullMarked
package io.posestream.core.heatmap;

import org.jspecify.annotations.NullMarked;
