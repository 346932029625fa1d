/**
 * Rules that change while a job runs: what they say, whether they hold together, and since when.
 */
@NullMarked
package io.posestream.core.rule;

import org.jspecify.annotations.NullMarked;
